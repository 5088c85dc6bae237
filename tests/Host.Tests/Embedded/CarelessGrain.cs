namespace LensGrains.Tests;

/// <summary>Everything here compiles in both lanes and fails at run time in a cluster.</summary>
public interface ICarelessGrain : IGrainWithStringKey
{
    Task Take(Unmarked value);

    Task TakeUnnumbered(Unnumbered value);

    Task<Forgetful> Give();

    Task Throw();

    Task TokenFirst(CancellationToken cancellationToken, int value);

    void Nothing();

    Task<object> Anything();
}

public interface ICarelessObserver : IGrainObserver
{
    Task Told(int value);
}

public sealed record Unmarked(int Value);

[GenerateSerializer, Alias("test.unnumbered")]
public sealed record Unnumbered
{
    public int Value { get; init; }
}

/// <summary>Forgets its value on the way.</summary>
[GenerateSerializer]
public sealed class Forgetful
{
    private int _value;

    public Forgetful()
    {
    }

    public Forgetful(int value) => _value = value;

    public int Value => _value;
}

public sealed class CarelessException(string message) : Exception(message);

public sealed class CarelessGrain : Grain, ICarelessGrain
{
    public Task Take(Unmarked value) => Task.CompletedTask;

    public Task TakeUnnumbered(Unnumbered value) => Task.CompletedTask;

    public Task<Forgetful> Give() => Task.FromResult(new Forgetful(7));

    public Task Throw() => throw new CarelessException("nobody knows me");

    public Task TokenFirst(CancellationToken cancellationToken, int value) => Task.CompletedTask;

    public void Nothing()
    {
    }

    public Task<object> Anything() => Task.FromResult(new object());
}
