using System.IO.Compression;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

/// <summary>An empty store in a temporary folder, with what tests ingest into it.</summary>
internal sealed class IngestBench : IDisposable
{
    public static readonly CatalogId Sky = new("sky");

    public IngestBench()
    {
        Folder = TestFiles.NewFolder("catalogs");
        Blobs = new FolderBlobs(Path.Combine(Folder, "blobs"));
        Store = new CatalogStore(Blobs);
    }

    public string Folder { get; }

    public FolderBlobs Blobs { get; }

    public CatalogStore Store { get; }

    public ICutoutInspector? Inspector { get; set; }

    public async Task<IngestReport> IngestAsync(
        IngestInput input, Func<IngestRequest, IngestRequest>? change = null, IngestJobState? state = null, IProgress<IngestProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var request = new IngestRequest(Sky, input);
        var engine = new IngestEngine(Store, TimeProvider.System, Inspector) { WorkFolder = Folder };
        return await engine.RunAsync(change?.Invoke(request) ?? request, state ?? new IngestJobState(), progress, cancellationToken);
    }

    public Task<Catalog> OpenAsync() => Store.OpenAsync(Sky);

    /// <summary>Writes a text file.</summary>
    public string Text(string name, params IEnumerable<string> lines)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Writes an <c>.npz</c> of float32 embeddings [n, d] and unicode names [n].</summary>
    public string Npz(string file, IReadOnlyList<string> names, float[] vectors)
        => Npz(file, (("embeddings", NpyFile.ToBytes<float>(vectors, names.Count, vectors.Length / names.Count))), ("names", Names(names)));

    public string Npz(string file, params (string Name, byte[] Content)[] members)
    {
        var path = Path.Combine(Folder, file);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in members)
        {
            using var stream = zip.CreateEntry(name + ".npy", CompressionLevel.Fastest).Open();
            stream.Write(content);
        }

        return path;
    }

    /// <summary>Names as NumPy's <c>&lt;U</c>.</summary>
    public static byte[] Names(IReadOnlyList<string> names)
    {
        var length = Math.Max(1, names.Max(n => n.EnumerateRunes().Count()));
        using var stream = new MemoryStream();
        stream.Write(NpyHeader.Compose($"<U{length}", names.Count));
        foreach (var name in names)
        {
            var text = new byte[4 * length];
            System.Text.Encoding.UTF32.GetBytes(name, text);
            stream.Write(text);
        }

        return stream.ToArray();
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
