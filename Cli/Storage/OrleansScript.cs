namespace LensGrains.Cli.Storage;

/// <summary>A script of Orleans' that this version of LensGrains knows: what it is called, what it makes, and its accepted contents.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsApplied">A query that says true where what it makes is there.</param>
/// <param name="IsRequired">False for one that only goes with an older one beside it.</param>
/// <param name="Hashes">SHA-256 of the accepted contents, with line ends as in Orleans' repository (LF).</param>
internal sealed record OrleansScript(string Name, string IsApplied, bool IsRequired, IReadOnlyList<string> Hashes)
{
    /// <summary>
    /// In the order in which they are applied. Read from Orleans' repository: the tags v10.0.0 to v10.2.2, and the 10.4 line as of
    /// 2026-08-22 (commit e558829b0), where Clustering got the query that before was in a migration of its own.
    /// </summary>
    public static IReadOnlyList<OrleansScript> Known { get; } =
    [
        new("PostgreSQL-Main.sql", "SELECT to_regclass('orleansquery') IS NOT NULL", IsRequired: true,
            ["623c15320e640cdd3e84d0668dcae481312f2631ac4977bf2eb8cf22e05deb8b"]),
        new("PostgreSQL-Clustering.sql", "SELECT to_regclass('orleansmembershiptable') IS NOT NULL", IsRequired: true,
            ["75682538351dc15ad74d86fab14110cca2603fd063d19cebc76118ff84c88328", "f04bad1e5fc346dda2988e031d9abad51f81b91536a8ac3e8c03bbcf2e27d071"]),
        new("PostgreSQL-Clustering-3.7.0.sql", "SELECT EXISTS (SELECT FROM orleansquery WHERE querykey = 'CleanupDefunctSiloEntriesKey')", IsRequired: false,
            ["e07b0be4507ca5bf60e5643f204c9ab7c25f82e54bd8d85dfb19a4bc0f0546a6", "dedcbcd5497a8f7b47fc4c08db2cd35189e6a88d6f279da2cc33effbe7f7d71f"]),
        new("PostgreSQL-Reminders.sql", "SELECT to_regclass('orleansreminderstable') IS NOT NULL", IsRequired: true,
            ["3debf0bed0ca0b057bb7d3ec18d826dce6fb52b92b4de69a2100b5a2b3691bd9"]),
    ];
}
