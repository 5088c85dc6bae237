using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Data;

namespace LensGrains.Learning.Experiments;

/// <summary>Where an experiment's sources come from.</summary>
public enum DataKind
{
    /// <summary>The simulated sky with a galaxy per lens and common sources beside it.</summary>
    Survey,

    /// <summary>The simulated sky with every kind of lens and of mimic.</summary>
    Full,

    /// <summary>The painted pictures of another project, for comparison.</summary>
    Painted,

    /// <summary>Files with a table of labels.</summary>
    Files,

    /// <summary>Tar shards or an HDF5 file, labels and all.</summary>
    Packed,
}

/// <summary>An experiment's sources: simulated ones, or files with labels. Paths are relative to the configuration's folder.</summary>
public sealed record DataConfig
{
    /// <summary>Where they come from.</summary>
    public DataKind Kind { get; init; } = DataKind.Survey;

    /// <summary>Simulated: sources to train with.</summary>
    public int Train { get; init; } = 1800;

    /// <summary>Simulated: sources to test with, none of which is trained on.</summary>
    public int Test { get; init; } = 2000;

    /// <summary>Simulated: probability that a source is a lens.</summary>
    public double Prevalence { get; init; } = 0.5;

    /// <summary>Simulated: the same for the test alone, which then comes from another seed; null: as for training.</summary>
    public double? TestPrevalence { get; init; }

    /// <summary>Simulated: seed of the sky. Files: seed of the folds.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Simulated: pixels along a side.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Simulated: least signal-to-noise ratio of the arcs; null: 40, full sky 20.</summary>
    public double? MinimumArcSignalToNoise { get; init; }

    /// <summary>Simulated: how often a kind is drawn among the lenses, or among the others, by the kind's name.</summary>
    public IReadOnlyDictionary<string, double> Shares { get; init; } = new Dictionary<string, double>();

    /// <summary>Files: a folder of images, or a CSV with a column of file names.</summary>
    public string? Images { get; init; }

    /// <summary>Files: a CSV with ids and labels.</summary>
    public string? Labels { get; init; }

    /// <summary>Packed: shards with brace ranges, local or http(s), or one HDF5 file.</summary>
    public IReadOnlyList<string> Packed { get; init; } = [];

    /// <summary>Packed: names of the classes from 0 on, where labels are words other than lens and non-lens.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Packed: the HDF5 file's array of images; null, and no labels either: Galaxy10's layout.</summary>
    public string? Hdf5Images { get; init; }

    /// <summary>Packed: the HDF5 file's array of labels.</summary>
    public string? Hdf5Labels { get; init; }

    /// <summary>Files: the column of ids; null: <c>id</c> or <c>name</c>.</summary>
    public string? IdColumn { get; init; }

    /// <summary>Files: the column of labels; null: <c>label</c> or <c>is_lens</c>.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Files: the label of lenses; null: 1, true, yes, lens or positive.</summary>
    public string? Positive { get; init; }

    /// <summary>Files: labels are numbers, and lenses those of at least this; null: labels are words.</summary>
    public double? PositiveFrom { get; init; }

    /// <summary>Files: columns of other people's scores to compare with, by the name they get.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>();

    /// <summary>Files: folds of a cross-validation; 0: the part that each training holds out is what it is measured on.</summary>
    public int Folds { get; init; }

    /// <summary>Files: the card of the data set.</summary>
    public string Card { get; init; } = DataSetCards.Campaign.Id;

    /// <summary>True where the sources are made, not read.</summary>
    internal bool IsSimulated => Kind is not (DataKind.Files or DataKind.Packed);

    /// <exception cref="ExperimentException">A value is wrong; the message names the key.</exception>
    public void Validate()
    {
        Require(Prevalence is > 0 and < 1, "data.prevalence lies between 0 and 1");
        Require(TestPrevalence is null or (> 0 and < 1), "data.testPrevalence lies between 0 and 1");
        Require(!IsSimulated || (Train >= 10 && Test >= 10), "data.train and data.test are 10 or more");
        Require(Size is >= 16 and <= 1024, "data.size is 16 to 1024 pixels");
        Require(Folds is 0 or (>= 2 and <= 100), "data.folds is 0, or 2 to 100");
        Require(!IsSimulated || (Images is null && Labels is null && Folds == 0), "data.images, data.labels and data.folds go with files");
        Require(Kind != DataKind.Files || (Images is not null && Labels is not null), "files need data.images and data.labels");
        Require(Kind == DataKind.Packed == (Packed.Count > 0), "data.packed names the shards, or the HDF5 file, of packed data");
        Require(Kind != DataKind.Packed || (Images is null && Labels is null), "packed data have their images and labels in one");
        Require(DataSetCards.Find(Card) is not null, $"data.card '{Card}' is not known: {string.Join(", ", DataSetCards.Known.Select(card => card.Id))}");
        Require(Shares.Count == 0 || Kind is DataKind.Survey or DataKind.Full, "data.shares go with the survey and the full sky");
        _ = Mixture();
    }

    /// <summary>What the simulated sky draws.</summary>
    internal SkyMixture Mixture()
    {
        try
        {
            return (Kind == DataKind.Full ? SkyMixture.Full : SkyMixture.Survey).With([.. Shares.Select(share => new KindShare(KindOf(share.Key), share.Value))]);
        }
        catch (ArgumentException e)
        {
            throw new ExperimentException($"data.shares: {e.Message}", e);
        }
    }

    private static SourceKind KindOf(string name)
        => SkyMixture.Kinds.Where(kind => kind.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(kind => (SourceKind?)kind).FirstOrDefault()
            ?? throw new ExperimentException($"data.shares: there is no kind '{name}'; kinds: {string.Join(", ", SkyMixture.Kinds)}");

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ExperimentException(rule);
        }
    }
}
