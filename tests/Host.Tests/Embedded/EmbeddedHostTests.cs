namespace LensGrains.Tests;

public sealed class EmbeddedTurnTests() : TurnTests(new EmbeddedHarness());

public sealed class EmbeddedLifeTests() : LifeTests(new EmbeddedHarness());

public sealed class EmbeddedStateTests() : StateTests(new EmbeddedHarness());

public sealed class EmbeddedTimerTests() : TimerTests(new EmbeddedHarness());

public sealed class EmbeddedObserverTests() : ObserverTests(new EmbeddedHarness());
