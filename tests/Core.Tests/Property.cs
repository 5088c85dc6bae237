using FsCheck;
using FsCheck.Fluent;

namespace LensGrains.Tests.Core;

/// <summary>Properties over sequences of commands: each number becomes one command, and FsCheck shortens a sequence that fails.</summary>
internal static class Property
{
    private const int Sequences = 200;

    /// <summary>Holds where <paramref name="holds"/> throws for none of many random sequences.</summary>
    public static void OverSequences(Action<int[]> holds)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Sequences), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), holds));

    /// <summary>The random numbers that make the command at <paramref name="place"/> out of its number.</summary>
    public static Random For(int number, int place) => new(unchecked((number * 7_919) + place));

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
