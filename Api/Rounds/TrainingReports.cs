using System.Text.Json;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Members;

namespace LensGrains.Api.Rounds;

/// <summary>How training went, from the reports that members wrote: for members that do nothing any more.</summary>
internal sealed class TrainingReports(IBlobStore blobs)
{
    private const int MostPoints = 200;

    /// <summary>The round with the losses of members that do not say them.</summary>
    public async Task<RoundMessage> AddAsync(RoundMessage view, RoundState round, CancellationToken cancellationToken)
    {
        var members = new List<MemberMessage>();
        foreach (var member in view.Members)
        {
            var trained = round.Trained.FirstOrDefault(t => t.Serial == member.Serial);
            members.Add(trained is null || member.Losses is not null ? member : await AddAsync(member, trained.Report, cancellationToken));
        }

        return view with { Members = members };
    }

    private async Task<MemberMessage> AddAsync(MemberMessage member, string path, CancellationToken cancellationToken)
    {
        if (await blobs.ReadAsync(path, cancellationToken) is not { } stored)
        {
            return member;
        }

        var report = JsonSerializer.Deserialize(stored.Body.Span, MemberReportJson.Default.MemberReport)!;
        var every = Math.Max(1, (report.Losses.Count + MostPoints - 1) / MostPoints);
        var kept = report.Losses.Where((_, i) => i % every == 0).ToArray();
        return member with
        {
            BestEpoch = report.BestEpoch,
            TrainLoss = report.Losses.Count == 0 ? null : report.Losses[^1].Train,
            Losses = new LossesMessage([.. kept.Select(l => l.Epoch)], [.. kept.Select(l => l.Train)], [.. kept.Select(l => l.HeldOut)]),
        };
    }
}
