using LensGrains.Storage.Postgres;
using Npgsql;

namespace LensGrains.Tests;

public sealed class PostgresConnectionsTests
{
    [Fact]
    public void Complete_WhenTheOperatorSaysNothing_SuitsASilo()
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresConnections.Complete("Host=db;Username=lens"));

        Assert.Equal((16, 32, "lensgrains"), (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.ApplicationName));
        Assert.True(settings.NoResetOnClose);
        Assert.Null(settings.TargetSessionAttributes);
    }

    [Fact]
    public void Complete_WhenTheOperatorSaysSomething_LeavesIt()
    {
        var settings = new NpgsqlConnectionStringBuilder(
            PostgresConnections.Complete("Host=a,b;Maximum Pool Size=3;Max Auto Prepare=0;Application Name=x;Target Session Attributes=any"));

        Assert.Equal((3, 0, "x", "any"), (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.ApplicationName, settings.TargetSessionAttributes));
    }

    [Fact]
    public void Complete_WhenThereAreSeveralHosts_TakesTheOneThatTakesWrites()
        => Assert.Equal("read-write", new NpgsqlConnectionStringBuilder(PostgresConnections.Complete("Host=a,b")).TargetSessionAttributes);

    [Theory]
    [InlineData("Host=db;Pasword=tell-nobody")]
    [InlineData("Host=db;Port=tell-nobody")]
    [InlineData("tell-nobody")]
    public void Complete_WhenItCannotBeRead_DoesNotRepeatIt(string wrong)
    {
        var error = Assert.Throws<ArgumentException>(() => PostgresConnections.Complete(wrong));

        Assert.DoesNotContain("tell-nobody", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Npgsql", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b/", "b0")]
    [InlineData("é", "ê")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\uD7FF", "\uE000")]
    [InlineData("", null)]
    [InlineData("\U0010FFFF", null)]
    public void End_OfAPrefix_IsTheFirstKeyAfterIt(string prefix, string? end) => Assert.Equal(end, KeyPrefix.End(prefix));
}

public sealed class PostgresSessionTests
{
    /// <summary>An operator's <c>ALTER DATABASE … SET synchronous_commit = off</c> must not make an acknowledgement worthless.</summary>
    [PostgresFact]
    public async Task Open_WhenTheServerWouldAcknowledgeEarly_WaitsForTheDisk()
    {
        var server = await PostgresServer.SharedAsync();
        var hasty = server.ConnectionString + ";Options=-c synchronous_commit=off -c default_transaction_isolation=serializable";
        await using var database = PostgresConnections.Open(hasty);
        for (var use = 0; use < 3; use++)
        {
            await using var connection = await database.OpenConnectionAsync(); // the same one again: returning it must not reset it
            Assert.Equal("on", await ShowAsync(connection, "synchronous_commit"));
            Assert.Equal("read committed", await ShowAsync(connection, "transaction_isolation"));
        }
    }

    [PostgresFact]
    public async Task Open_WhenTheServerIsStricter_LeavesIt()
    {
        var server = await PostgresServer.SharedAsync();
        await using var database = PostgresConnections.Open(server.ConnectionString + ";Options=-c synchronous_commit=remote_apply");
        await using var connection = await database.OpenConnectionAsync();

        Assert.Equal("remote_apply", await ShowAsync(connection, "synchronous_commit"));
    }

    private static async Task<object?> ShowAsync(NpgsqlConnection connection, string setting)
    {
        await using var command = new NpgsqlCommand("SHOW " + setting, connection);
        return await command.ExecuteScalarAsync();
    }
}
