namespace LensGrains.Learning.Data;

/// <summary>The cards of data sets that the field uses. Other data sets bring their own.</summary>
public static class DataSetCards
{
    /// <summary>Column that tells lensed galaxies from lensed quasars.</summary>
    public const string LensTypeColumn = "lens_type";

    /// <summary>Column of a grade or probability.</summary>
    public const string ConfidenceColumn = "confidence";

    /// <summary>Labels that a campaign's people gave.</summary>
    public static DataSetCard Campaign { get; } = new(
        "campaign", "Labels of a campaign", LabelKind.Full, DataUses.All, LabelOrigin.Human, [],
        "People labelled both classes.", "this deployment");

    /// <summary>Sources of a campaign that nobody has spoken of, taken for negatives because lenses are rare. Nothing is imported as such.</summary>
    public static DataSetCard Presumed { get; } = new(
        "presumed", "Presumed negatives of a campaign", LabelKind.NegativeOnly, DataUses.LensTraining, LabelOrigin.Catalogue, [],
        "Nobody looked at them; a few are lenses. They train and measure nothing.", "this deployment");

    /// <summary>Our simulated sky.</summary>
    public static DataSetCard SimulatedSky { get; } = Simulated(
        "simulated-sky", "LensGrains' simulated sky", "The simulator knows what it drew.", "lens simulate");

    /// <summary>GalaxiesML.</summary>
    public static DataSetCard GalaxiesMl { get; } = Unlabelled(
        "galaxiesml", "GalaxiesML", "286,401 Hyper Suprime-Cam (PDR2) galaxies in g, r, i, z, y with spectroscopic redshifts; nobody looked for lenses.",
        "Do et al. 2024, arXiv:2410.00271; doi:10.5281/zenodo.11117528");

    /// <summary>Galaxy Zoo.</summary>
    public static DataSetCard GalaxyZoo { get; } = Unlabelled(
        "galaxy-zoo", "Galaxy Zoo",
        "Votes on morphology. Some editions let people answer 'lens or arc' to what is odd; few of those are gravitational lenses, and lenses were not looked for.",
        "Willett et al. 2013, MNRAS 435, 2835; Walmsley et al. 2022, MNRAS 509, 3966");

    /// <summary>Galaxy10.</summary>
    public static DataSetCard Galaxy10 { get; } = Unlabelled(
        "galaxy10", "Galaxy10 (SDSS, DECaLS)",
        "Ten classes of morphology from Galaxy Zoo's votes; none of them is lenses. 21,785 pictures of 69 pixels (SDSS), 17,736 of 256 (DECaLS); the classes of the two differ.",
        "Leung and Bovy 2019, MNRAS 483, 3255; github.com/henrysky/Galaxy10");

    /// <summary>The Bologna lens finding challenge.</summary>
    public static DataSetCard Bologna { get; } = Simulated(
        "bologna", "Bologna lens finding challenge", "Simulated lenses and non-lenses, both known.", "Metcalf et al. 2019, A&A 625, A119");

    /// <summary>deeplenstronomy.</summary>
    public static DataSetCard DeepLenstronomy { get; } = Simulated(
        "deeplenstronomy", "deeplenstronomy", "Simulated to a recipe whose configurations are the classes; non-lenses are in it where the recipe names them.",
        "Morgan et al. 2021, JOSS 6, 2854");

    /// <summary>paltas.</summary>
    public static DataSetCard Paltas { get; } = Simulated(
        "paltas", "paltas",
        "Simulated lenses with known parameters, made for measuring them; non-lenses are beside them only where somebody drew those too.",
        "Wagner-Carena et al. 2023, ApJ 942, 75");

    /// <summary>CASTLES.</summary>
    public static DataSetCard Castles { get; } = new(
        "castles", "CASTLES", LabelKind.PositiveOnly, DataUses.All, LabelOrigin.Catalogue, [LensTypeColumn],
        "Confirmed lenses only, most of them lensed quasars, which look unlike lensed galaxies.",
        "Falco et al. 2001, ASP Conf. Ser. 237, 25; lweb.cfa.harvard.edu/castles");

    /// <summary>RELICS.</summary>
    public static DataSetCard Relics { get; } = new(
        "relics", "RELICS", LabelKind.NegativeOnly, DataUses.Pretraining | DataUses.LensTraining, LabelOrigin.Import, [],
        "Images, catalogues and lens models of 41 clusters, no labels of sources: negatives have to be built away from the arcs, and some will be lenses.",
        "Coe et al. 2019, ApJ 884, 85");

    /// <summary>lenscat.</summary>
    public static DataSetCard Lenscat { get; } = new(
        "lenscat", "lenscat", LabelKind.MixedConfidence, DataUses.All, LabelOrigin.Catalogue, [ConfidenceColumn],
        "Of 32,838 entries (May 2025) 2,309 are graded confident and 30,529 probable in its column 'grading', collected from many searches; galaxies, groups and clusters.",
        "Vujeva et al. 2024, arXiv:2406.04398; github.com/lenscat/lenscat");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DataSetCard> Known { get; } =
        [Campaign, SimulatedSky, GalaxiesMl, GalaxyZoo, Galaxy10, Bologna, DeepLenstronomy, Paltas, Castles, Relics, Lenscat];

    /// <summary>The card with this id, or null.</summary>
    public static DataSetCard? Find(string id) => Known.FirstOrDefault(card => card.Id == id);

    private static DataSetCard Unlabelled(string id, string title, string note, string citation)
        => new(id, title, LabelKind.None, DataUses.Pretraining, LabelOrigin.Import, [], note, citation);

    private static DataSetCard Simulated(string id, string title, string note, string citation)
        => new(id, title, LabelKind.Full, DataUses.All, LabelOrigin.Simulation, [], note, citation);
}
