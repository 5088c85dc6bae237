namespace LensGrains.Tests;

public sealed class OrleansTurnTests() : TurnTests(new OrleansHarness());

public sealed class OrleansLifeTests() : LifeTests(new OrleansHarness());

public sealed class OrleansStateTests() : StateTests(new OrleansHarness());

public sealed class OrleansTimerTests() : TimerTests(new OrleansHarness());

public sealed class OrleansObserverTests() : ObserverTests(new OrleansHarness());
