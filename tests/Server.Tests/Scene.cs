using System.Globalization;
using System.Text;
using LensGrains.Catalogs.Npy;

namespace LensGrains.Tests.Server;

/// <summary>A data folder with one campaign over imported vectors, made through the API.</summary>
internal sealed class Scene : IDisposable
{
    public const string Id = "night";
    public const string Campaign = "/api/v1/campaigns/" + Id;
    private const int Dimension = 8;

    private readonly string _folder = TestFiles.NewFolder("server");

    public Scene() => Directory.CreateDirectory(Data);

    /// <summary>The server's data folder.</summary>
    public string Data => Path.Combine(_folder, "data");

    public string Database => Path.Combine(Data, "lensgrains.db");

    /// <summary>A path beside the data folder.</summary>
    public string Beside(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Makes the campaign and takes in <paramref name="sources"/> vectors.</summary>
    public async Task PrepareAsync(ServerProcess server, int sources, object? policy = null)
    {
        WriteVectors(sources);
        using var owner = server.Client();
        await owner.SendAsync(
            "/api/v1/campaigns", new { id = Id, name = Id, classes = new[] { "non-lens", "lens" }, positive = "lens", policy = TestPolicy.OrdinaryRounds(policy) }, 201);
        await owner.SendAsync(Campaign + "/ingests", new { operationId = "v", embeddings = Beside("vectors.npy") }, 202);
        await Eventually.BecomesAsync(() => owner.ReadAsync(Campaign), c => (int)c["available"]! == sources);
    }

    /// <summary>An annotator with a token of their own.</summary>
    public static async Task<ScriptedAnnotator> AnnotatorAsync(ServerProcess server, string name, DealtSources dealt, int seed)
    {
        using var owner = server.Client();
        var answer = await owner.SendAsync("/api/v1/tokens", new { annotator = name, campaign = Id, role = "annotator" }, 201);
        return new ScriptedAnnotator(name, (string)answer["token"]!, dealt, seed);
    }

    /// <summary>True for a source that the vectors make a lens.</summary>
    public static bool IsLens(string sourceId) => int.Parse(sourceId[1..], CultureInfo.InvariantCulture) % 6 == 3;

    private void WriteVectors(int sources)
    {
        var random = new Random(11);
        var values = new float[sources * Dimension];
        var names = new StringBuilder("name\n");
        for (var i = 0; i < sources; i++)
        {
            names.Append(CultureInfo.InvariantCulture, $"s{i:D5}\n");
            for (var j = 0; j < Dimension; j++)
            {
                values[(i * Dimension) + j] = (float)(random.NextDouble() - 0.5 + (j == 0 && i % 6 == 3 ? 1 : 0));
            }
        }

        File.WriteAllText(Beside("vectors.names.csv"), names.ToString());
        using var file = File.Create(Beside("vectors.npy"));
        NpyFile.Write<float>(file, values, sources, Dimension);
    }
}
