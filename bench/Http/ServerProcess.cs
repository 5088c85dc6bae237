using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LensGrains.Bench.Harness;

namespace LensGrains.Bench.Http;

/// <summary>The real server as a process of its own, on a free port, on a data folder of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string OwnerToken = "bench-owner-0123456789abcdef0123456789abcdef";
    private readonly Process _process;
    private readonly Uri _url;

    private ServerProcess(Process process, Uri url)
    {
        _process = process;
        _url = url;
        Owner = Client(OwnerToken);
    }

    /// <summary>Speaks with the owner's token.</summary>
    public HttpClient Owner { get; }

    /// <summary>Processor time of the server so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> StartAsync(string dataFolder, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly(), "--data", dataFolder, "--port", "0", "--no-demo", .. options])
        {
            RedirectStandardOutput = true,
            Environment = { ["LENS_TOKEN"] = OwnerToken, ["Logging__LogLevel__Default"] = "Error", ["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(Assembly()) },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        const string Said = "listening on ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Said, StringComparison.Ordinal))
            {
                return new ServerProcess(process, new Uri(line[Said.Length..]));
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The server ended before it listened.");
    }

    /// <summary>A field of the process's memory in MiB, such as <c>RssAnon</c>.</summary>
    public double MemoryMiB(string field) => Machine.MemoryMiB(_process.Id, field);

    /// <summary>Speaks as an annotator.</summary>
    public async Task<HttpClient> AnnotatorAsync(string name)
    {
        using var answer = await Owner.PostAsJsonAsync("api/v1/tokens", new { annotator = name, role = "annotator" });
        answer.EnsureSuccessStatusCode();
        return Client((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
    }

    public void Dispose()
    {
        Owner.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private HttpClient Client(string token) => new()
    {
        BaseAddress = _url,
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    // Beside this program: artifacts/LANE/bin/bench/CONFIGURATION and artifacts/LANE/bin/Api/CONFIGURATION.
    private static string Assembly()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, "Api", here.Name, "LensGrains.Api.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The server is not built.", path);
    }
}
