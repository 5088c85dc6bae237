namespace LensGrains.Tests;

[NeedsAzurite]
public sealed class AzureJournalContractTests : JournalContract
{
    private readonly AzurePlace _place = new();

    protected override Task<OpenStore> OpenAsync() => _place.OpenAsync();
}

/// <summary>The same with a new segment for every other append, and reads that end within blocks.</summary>
[NeedsAzurite]
public sealed class AzureSmallSegmentsContractTests : JournalContract
{
    private readonly AzurePlace _place = new() { Options = new() { SegmentBlocks = 2, ReadBytes = 1_024, RetrySeconds = 0.001, RequestSeconds = 60 } };

    protected override Task<OpenStore> OpenAsync() => _place.OpenAsync();
}

[NeedsAzurite]
public sealed class AzureStateContractTests : StateContract
{
    private readonly AzurePlace _place = new();

    protected override int ManyKeys => 300;

    protected override Task<OpenStore> OpenAsync() => _place.OpenAsync();
}

[NeedsAzurite]
public sealed class AzureDurabilityTests : DurabilityContract
{
    private readonly AzurePlace _place = new() { Options = new() { SegmentBlocks = 20, RequestSeconds = 60 } };
    private string[] _arguments = [];

    protected override string[] AppenderArguments => _arguments;

    public override async Task InitializeAsync()
    {
        _arguments = await _place.ArgumentsAsync();
        await base.InitializeAsync();
    }

    protected override Task<OpenStore> OpenAsync() => _place.OpenAsync();
}
