namespace LensGrains.Tests;

[NeedsPostgres]
public sealed class PostgresJournalContractTests : JournalContract
{
    private PostgresPlace? _place;

    protected override async Task<OpenStore> OpenAsync() => (_place ??= await PostgresPlace.NewAsync()).Open();
}

[NeedsPostgres]
public sealed class PostgresStateContractTests : StateContract
{
    private PostgresPlace? _place;

    protected override async Task<OpenStore> OpenAsync() => (_place ??= await PostgresPlace.NewAsync()).Open();
}

[NeedsPostgres]
public sealed class PostgresDurabilityTests : DurabilityContract
{
    private PostgresPlace? _place;

    protected override string[] AppenderArguments => ["postgres", _place!.Options.ConnectionString, _place.Options.Schema];

    protected override async Task<OpenStore> OpenAsync() => (_place ??= await PostgresPlace.NewAsync()).Open();
}
