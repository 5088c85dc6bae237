using LensGrains.Catalogs.Storage;

namespace LensGrains.Catalogs.Ingest;

/// <summary>The sources of a CSV manifest, read as a stream.</summary>
internal sealed class ManifestListing : ISourceListing
{
    private readonly DraftSpill _spill;
    private readonly int[] _order;
    private readonly List<IngestFailure> _failures;

    private ManifestListing(DraftSpill spill, List<IngestFailure> failures)
    {
        _spill = spill;
        _failures = failures;
        _order = spill.Sort(failures);
    }

    public int Count => _order.Length;

    public IReadOnlyList<IngestFailure> Failures => _failures;

    public EmbeddingTarget? Embedding => null;

    /// <exception cref="IngestInputException">The file is no manifest.</exception>
    public static ManifestListing Open(ManifestInput input, string workFolder, CancellationToken cancellationToken)
    {
        using var csv = CsvTable.Open(input.Path);
        var columns = new ManifestColumns(csv.Header, Path.GetDirectoryName(Path.GetFullPath(input.Path))!);
        var (spill, failures) = (new DraftSpill(workFolder), new List<IngestFailure>());
        try
        {
            while (csv.Read() is { } row)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (draft, failure) = columns.Read(row, csv.RowNumber);
                if (draft is not null)
                {
                    spill.Add(draft);
                }
                else
                {
                    failures.Add(failure!);
                }
            }

            return new ManifestListing(spill, failures);
        }
        catch
        {
            spill.Dispose();
            throw;
        }
    }

    public IEnumerable<SourceDraft> InNameOrder() => _order.Select(_spill.Read);

    public void ReadVector(int row, Span<float> values) => throw new InvalidOperationException("A manifest has no vectors.");

    public void Dispose() => _spill.Dispose();
}
