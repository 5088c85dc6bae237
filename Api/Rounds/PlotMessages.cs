namespace LensGrains.Api.Rounds;

/// <summary>Shares per bin of scores; they sum to 1 where anything was counted.</summary>
internal sealed record HistogramMessage(int Count, IReadOnlyList<double> Fractions);

/// <summary>A score drawn as a line, with the number of sources strictly above it.</summary>
internal sealed record PlotLineMessage(double Score, int Count);

/// <summary>A labelled source on the rank curve; rank is 1 + number of sources with a strictly higher score.</summary>
internal sealed record PlotPointMessage(string SourceId, string Name, double Score, int Rank, string? Grade);

/// <summary>Number of sources with at least each score; scores descend, counts ascend.</summary>
internal sealed record PlotCurveMessage(IReadOnlyList<double> Scores, IReadOnlyList<int> Counts);

internal sealed record PlotLinesMessage(
    PlotLineMessage? MaxScore, PlotLineMessage? DividingThreshold, PlotLineMessage? MinKnown, PlotLineMessage? MinFinds, PlotLineMessage? MaxNegative);

/// <summary>Labelled sources on the rank curve; <paramref name="Count"/> counts also those beyond the first 2,000.</summary>
internal sealed record PlotPointsMessage(int Count, IReadOnlyList<PlotPointMessage> Points);

/// <summary>The data of the two plots of a round.</summary>
internal sealed record PlotsMessage(
    int Round,
    int Scored,
    double BinWidth,
    HistogramMessage Positives,
    HistogramMessage Negatives,
    HistogramMessage? Pool,
    PlotCurveMessage Curve,
    PlotLinesMessage Lines,
    PlotPointsMessage Known,
    PlotPointsMessage Finds,
    IReadOnlyList<string> Notes);
