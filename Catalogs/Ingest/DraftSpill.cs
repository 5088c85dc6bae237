using System.Text.Json;
using LensGrains.Catalogs.Storage;

namespace LensGrains.Catalogs.Ingest;

/// <summary>Drafts in a temporary file that is gone with this object; only names and places are kept in memory.</summary>
internal sealed class DraftSpill : IDisposable
{
    private readonly FileStream _file;
    private readonly List<string> _names = [];
    private readonly List<(long Start, int Length)> _places = [];

    public DraftSpill(string workFolder)
        => _file = new FileStream(Path.Combine(workFolder, $"lensgrains-{Guid.NewGuid():N}.jsonl"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 1 << 16,
        });

    public void Add(SourceDraft draft)
    {
        var start = _file.Position;
        JsonSerializer.Serialize(_file, draft, CatalogJson.Default.SourceDraft);
        _names.Add(draft.Name);
        _places.Add((start, (int)(_file.Position - start)));
    }

    /// <summary>Sorts by name; of several drafts with one name the first stays, the others are reported.</summary>
    public int[] Sort(List<IngestFailure> failures)
    {
        _file.Flush();
        var (names, order) = (_names.ToArray(), Enumerable.Range(0, _names.Count).ToArray());
        Array.Sort(names, order, StringComparer.Ordinal);
        var kept = new List<int>(order.Length);
        for (var start = 0; start < names.Length;)
        {
            var end = start + 1;
            while (end < names.Length && names[end] == names[start])
            {
                end++;
            }

            var first = order[start..end].Min();
            kept.Add(first);
            for (var i = 1; i < end - start; i++)
            {
                failures.Add(new IngestFailure(names[start], "duplicate-name", "The name stands there more than once; the first one counts."));
            }

            start = end;
        }

        return [.. kept];
    }

    public SourceDraft Read(int index)
    {
        var (start, length) = _places[index];
        var bytes = new byte[length];
        RandomAccess.Read(_file.SafeFileHandle, bytes, start);
        return JsonSerializer.Deserialize(bytes, CatalogJson.Default.SourceDraft)!;
    }

    public void Dispose() => _file.Dispose();
}
