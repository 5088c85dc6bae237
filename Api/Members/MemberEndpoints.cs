using LensGrains.Api.Answers;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Members;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Members;

/// <summary>What a policy's members may be, and which weights they may start from.</summary>
internal static class MemberEndpoints
{
    private static readonly Listing<MemberKindMessage> Kinds = new([.. MemberKinds.All.Select(MemberKindMessage.Of)], Next: null);

    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/members", () => TypedResults.Ok(Kinds)).WithTags("members").WithName("memberKinds")
            .WithSummary("The kinds of members that a policy may name, with their options, ranges and defaults.");
        api.MapGet("/weights", Weights).WithTags("members").WithName("weights")
            .WithSummary("The files that members on images may start from, by name.");
    }

    private static async Task<Ok<Listing<WeightsMessage>>> Weights(HttpContext context, IBlobStore blobs)
    {
        var folder = MemberFiles.Pretrained("");
        var found = new List<WeightsMessage>();
        await foreach (var path in blobs.ListAsync(folder, context.RequestAborted))
        {
            if (ImageMemberOptionNames.IsFileName(path[folder.Length..]) && await blobs.LengthAsync(path, context.RequestAborted) is { } bytes)
            {
                found.Add(new WeightsMessage(path[folder.Length..], bytes));
            }
        }

        return TypedResults.Ok(new Listing<WeightsMessage>(found, Next: null));
    }
}
