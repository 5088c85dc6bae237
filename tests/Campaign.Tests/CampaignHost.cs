using LensGrains.Catalogs;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Interfaces.Sessions;
using LensGrains.Grains.Journaling;
using LensGrains.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LensGrains.Tests.Campaigns;

/// <summary>A silo over a data folder, with one campaign; it can be stopped and started again over the same folder.</summary>
internal sealed class CampaignHost : IAsyncDisposable
{
    public static readonly ClassScheme Classes = new(["non-lens", "lens"], "lens");

    private readonly string _data;
    private readonly Action<IServiceCollection>? _configure;
    private readonly GrainLane _lane = new();
    private IHost? _host;

    public CampaignHost(Action<IServiceCollection>? configure = null, string? data = null)
    {
        Audit = new JournalAudit(this);
        _data = data ?? TestFiles.NewFolder("campaign");
        _configure = configure;
    }

    /// <summary>What the silo warned of; a test that expects none says so.</summary>
    public CollectedLog Log { get; } = new();

    public CampaignId Id { get; } = new("sky");

    /// <summary>Time that the host lives in; null: the system's. It passes while something is waited for.</summary>
    public FakeTime? Time { get; init; }

    /// <summary>Seed of what goes wrong on purpose, in the lane that can; errors are then no reason to fail.</summary>
    public int? ChaosSeed { get; init; }

    /// <summary>Entries between snapshots: few, so that every test that starts again reads some.</summary>
    public int SnapshotEvery { get; init; } = 3;

    /// <summary>True where the test makes errors that are logged.</summary>
    public bool ExpectsErrors { get; init; }

    /// <summary>Settings of the host beside those that every test has.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Where journals, states and blobs are kept; null: where the suite keeps them.</summary>
    public Action<StorageOptions>? Storage { get; init; } = TestStorage.Chosen;

    public JournalAudit Audit { get; }

    public string Data => _data;

    public IServiceProvider Services => _host!.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public ICampaignGrain Campaign => Grains.GetGrain<ICampaignGrain>(Id.Value);

    public IDealerGrain Dealer => Grains.GetGrain<IDealerGrain>(Id.Value);

    public ILabelingSessionGrain Session(string annotator) => Grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(Id, new AnnotatorId(annotator)));

    public IPoolGrain Pool(int shard) => Grains.GetGrain<IPoolGrain>(GrainKeys.Pool(Id, shard));

    /// <summary>A second activation of the same grain, alive beside the first.</summary>
    public T Rival<T>(string key)
        where T : IGrainWithStringKey => _lane.Rival<T>(Services, key);

    public IRoundGrain Round(int number) => Grains.GetGrain<IRoundGrain>(GrainKeys.Round(Id, number));

    public async Task StartAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddLensGrainsSilo(builder.Configuration, configure: options => options.DataDirectory = _data);
        builder.Services.Configure<SnapshotOptions>(snapshots => snapshots.Every = SnapshotEvery);
        builder.Services.AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Warning));
        if (Time is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(Time);
        }

        builder.Services.Configure<StorageOptions>(options => Storage?.Invoke(options));
        GrainLane.Configure(builder.Services, Time, ChaosSeed);
        _configure?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Ends every grain as SIGKILL would, and starts anew.</summary>
    public async Task KillAndStartAsync()
    {
        await GrainLane.KillAsync(_host!);
        await RestartAsync();
    }

    /// <summary>
    /// Asks until something holds, and again where an answer was lost. Faked time passes meanwhile, also while an answer is waited for:
    /// what waits for an activation that is told to end may need that.
    /// </summary>
    public async Task<T> BecomesAsync<T>(Func<Task<T>> read, Func<T, bool> holds)
    {
        Task<T>? asked = null;
        var (_, value) = await Eventually.BecomesAsync(
            async () =>
            {
                Time?.Advance(TimeSpan.FromMilliseconds(250));
                asked ??= Client.AskAsync(read);
                if (!asked.IsCompleted)
                {
                    return (Answered: false, Value: default(T)!);
                }

                var answer = (Answered: true, Value: await asked);
                asked = null;
                return answer;
            },
            answer => answer.Answered && holds(answer.Value));
        return value;
    }

    /// <summary>Waits for something while faked time passes.</summary>
    public async Task WhileTimePassesAsync(Task work)
    {
        await BecomesAsync(() => Task.FromResult(work.Status), _ => work.IsCompleted);
        await work;
    }

    /// <summary>Creates the campaign over sources whose vectors say what they are: positives lie apart in the first component.</summary>
    /// <param name="policy">The campaign's policy.</param>
    /// <param name="sources">Sources n.</param>
    /// <param name="dimension">Length of a vector.</param>
    /// <param name="lift">What a component has beside noise in [-1, 1]; null: 2.5 in the first one of positives.</param>
    public async Task CreateAsync(
        CampaignPolicy policy, int sources = 400, int dimension = 8, Func<Ordinal, int, double>? lift = null)
    {
        await CreateEmptyAsync(policy);
        var path = Path.Combine(_data, "vectors.npy");
        var names = Path.Combine(_data, "vectors.names.csv");
        WriteVectors(path, names, sources, dimension, lift ?? ((source, component) => component == 0 && IsLens(source) ? 2.5 : 0));
        await IngestAsync(new IngestOrder(Id, new OperationId("ingest-1"), null, null, path, null));
    }

    /// <summary>Creates the campaign over a catalogue without sources.</summary>
    public async Task CreateEmptyAsync(CampaignPolicy policy)
    {
        var answer = await Client.AskAsync(() => Campaign.Create(new CreateCampaign("Sky", Classes, new CatalogId("sky"), policy)));
        Assert.True(answer.Outcome == CreateOutcome.Created || (ChaosSeed is not null && answer.Outcome == CreateOutcome.Already), $"{answer.Outcome}");
    }

    public async Task<IngestJob> IngestAsync(IngestOrder order)
    {
        var catalog = Grains.GetGrain<ICatalogGrain>("sky");
        var number = (await Client.AskAsync(() => catalog.StartIngest(order))).Job!.Number;
        var job = await BecomesAsync(() => catalog.Job(number), j => j?.State is JobState.Done or JobState.Failed);
        Assert.True(job!.State == JobState.Done, job.Message);
        await BecomesAsync(() => Campaign.Status(), s => s!.Available > 0);
        return job;
    }

    /// <summary>True for a source that the vectors make a lens.</summary>
    public static bool IsLens(Ordinal source, int every = 10) => source.Value % every == 3;

    /// <summary>Labels one page as the truth says.</summary>
    public async Task<OpenPageView?> LabelPageAsync(string annotator, string operation)
    {
        var opened = await Session(annotator).OpenPage(new OpenPageRequest(new OperationId($"open-{operation}"), null, null));
        if (opened.Page is not { } page)
        {
            return null;
        }

        var labels = page.Tiles.Select(t => new Judgement(t.Source, IsLens(t.Source) ? "lens" : "non-lens")).ToArray();
        var answer = await Session(annotator).Submit(
            new SubmitPage(page.Page, new OperationId($"submit-{operation}"), "h" + operation, labels, RestOfPage.Explicit));
        Assert.Equal(SubmitOutcome.Accepted, answer.Outcome);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_data, recursive: true);
        var errors = Log.Errors.Where(GrainLane.IsOurs).ToArray();
        Assert.True(ChaosSeed is not null || ExpectsErrors || errors.Length == 0, string.Join('\n', errors));
    }

    public async Task StopAsync()
    {
        if (_host is not null)
        {
            await WhileTimePassesAsync(_lane.EndRivalsAsync());
            await WhileTimePassesAsync(_host.StopAsync());
            await DisposeHostAsync(_host);
            _host = null;
            Assert.Empty(Log.Stalls);
        }
    }

    private static async Task DisposeHostAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private static void WriteVectors(string path, string names, int sources, int dimension, Func<Ordinal, int, double> lift)
    {
        var random = new Random(7);
        var values = new float[sources * dimension];
        using var list = new StreamWriter(names);
        list.WriteLine("name");
        for (var i = 0; i < sources; i++)
        {
            list.WriteLine($"s{i:D6}");
            for (var j = 0; j < dimension; j++)
            {
                values[(i * dimension) + j] = (float)((random.NextDouble() * 2) - 1 + lift(new Ordinal(i), j));
            }
        }

        using var file = File.Create(path);
        NpyFile.Write<float>(file, values, sources, dimension);
    }
}
