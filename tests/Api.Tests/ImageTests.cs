using System.Net.Http.Headers;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class ImageTests(ApiHost api)
{
    [Fact]
    public async Task Image_WhenOptionsDiffer_IsAnotherPictureOfTheSizeAskedFor()
    {
        using var owner = api.Owner;
        var source = await SourceAsync(owner);

        var plain = await owner.GetByteArrayAsync($"{source}/image?format=png");
        var large = await owner.GetByteArrayAsync($"{source}/image?format=png&size=256");
        var grey = await owner.GetByteArrayAsync($"{source}/image?format=png&bands=r&stretch=zscale");

        Assert.Equal((64, 64), SizeOf(plain));
        Assert.Equal((256, 256), SizeOf(large));
        Assert.NotEqual(plain, grey);
    }

    [Fact]
    public async Task Image_WhenValidatorMatches_Is304()
    {
        using var owner = api.Owner;
        var path = $"{await SourceAsync(owner)}/image?size=128";
        using var first = await owner.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await owner.SendAsync(request);

        Assert.Equal("image/jpeg", first.Content.Headers.ContentType!.MediaType);
        Assert.True(first.Headers.CacheControl!.Private);
        Assert.Equal(304, (int)second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Image_WhenAddressNamesTheContent_IsKeptForEver()
    {
        using var owner = api.Owner;
        await SourceAsync(owner);
        await Eventually.BecomesAsync(() => GetAsync(owner, "/api/v1/campaigns/sky"), c => (int)c["available"]! > 0);
        var page = await PostAsync(owner, "/api/v1/campaigns/sky/pages", new { operationId = "for-images" });
        using var answer = await owner.GetAsync((string)page["tiles"]![0]!["imageUrl"]!);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains(answer.Headers.CacheControl!.Extensions, e => e.Name == "immutable");
    }

    [Fact]
    public async Task Image_WhenBandIsUnknown_NamesTheBandsThereAre()
    {
        using var owner = api.Owner;
        using var answer = await owner.GetAsync($"{await SourceAsync(owner)}/image?bands=k");

        var problem = await ReadAsync(answer, 422);
        Assert.Contains("g, i, r", problem["errors"]!["bands"]!.ToJsonString());
    }

    [Fact]
    public async Task Image_WhenFileIsGone_IsATileForPagesAnd422ForPrograms()
    {
        using var owner = api.Owner;
        var source = await SourceAsync(owner, last: true);
        var name = source.Split('/')[^1];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(api.Data, "sky"), $"{name}_*"))
        {
            File.Delete(file);
        }

        using var program = await owner.GetAsync($"{source}/image?size=99");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{source}/image?size=99");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/*"));
        using var element = await owner.SendAsync(request);

        var problem = await ReadAsync(program, 422);
        Assert.Equal("urn:lensgrains:problem:unreadable-image", (string)problem["type"]!);
        Assert.DoesNotContain(api.Data, problem.ToJsonString());
        Assert.Equal((200, "image/png"), ((int)element.StatusCode, element.Content.Headers.ContentType!.MediaType));
        Assert.Equal("not-found", element.Headers.GetValues("Lens-Image-Fault").Single());
        Assert.True(element.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Image_WhenOnlyAnEmbeddingWasImported_Is422()
    {
        using var owner = api.Owner;
        using var answer = await owner.GetAsync("/api/v1/campaigns/vectors/sources/s0001/image");
        await ReadAsync(answer, 422);
    }

    [Fact]
    public async Task Source_WhenItHasFiles_TellsBandsAndMetadata()
    {
        using var owner = api.Owner;

        var source = await GetAsync(owner, await SourceAsync(owner));

        Assert.Equal("""["g","r","i"]""", source["bands"]!.ToJsonString());
        Assert.Equal("0.2 arcsec", (string)source["metadata"]!["pixelScale"]!);
        Assert.NotNull(source["raDeg"]);
        Assert.Null(source["score"]);
    }

    [Fact]
    public void ImageCache_WhenItGrowsPastItsLimit_DropsTheLongestUnused()
    {
        var folder = TestFiles.NewFolder();
        var time = new ShiftedTime();
        var cache = new LensGrains.Api.Images.ImageCache(folder, 1_000, time);

        Keep(cache, "aa-old");
        File.SetLastWriteTimeUtc(Path.Combine(folder, "aa", "aa-old"), time.GetUtcNow().UtcDateTime.AddDays(-1));
        Keep(cache, "bb-new");
        Keep(cache, "cc-newer");

        Assert.False(File.Exists(Path.Combine(folder, "aa", "aa-old")));
        Assert.True(File.Exists(Path.Combine(folder, "cc", "cc-newer")));
    }

    private static void Keep(LensGrains.Api.Images.ImageCache cache, string name)
        => cache.GetAsync(name, () => Task.FromResult<byte[]?>(new byte[400])).GetAwaiter().GetResult();

    private async Task<string> SourceAsync(HttpClient client, bool last = false)
    {
        if (!Directory.Exists(Path.Combine(api.Data, "sky")))
        {
            await api.IngestAsync("sky", new { folder = api.WriteSky(12), operationId = "sky" });
        }

        var sources = (await GetAsync(client, "/api/v1/campaigns/sky/sources"))["items"]!.AsArray();
        return $"/api/v1/campaigns/sky/sources/{(string)sources[last ? sources.Count - 1 : 0]!["sourceId"]!}";
    }

    /// <summary>Width and height from a PNG's header.</summary>
    private static (int Width, int Height) SizeOf(byte[] png)
        => (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
