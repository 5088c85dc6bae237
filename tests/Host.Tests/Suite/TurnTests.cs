namespace LensGrains.Tests;

/// <summary>One activation per key, and one turn at a time in it.</summary>
public abstract class TurnTests(HostHarness harness) : HostSuite(harness)
{
    [Fact]
    public async Task Call_WhenTheGrainIsNotActive_ActivatesItOnce()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Grain("a").Activation()));

        Assert.Single(numbers.Distinct());
        Assert.Equal(1, Probe.Count("activate a"));
        Assert.NotEqual(numbers[0], await Grain("b").Activation());
    }

    [Fact]
    public async Task Call_WhenKeysDiffer_ReachesTheRightGrain()
    {
        Assert.Equal("a", await Grain("a").Key());
        Assert.Equal("A", await Grain("A").Key());
        Assert.Equal("a/b c", await Grain("a/b c").Key());
    }

    [Fact]
    public async Task Call_WhenManyComeAtOnce_RunOneAfterTheOther()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Grain("a").Add())));

        Assert.Equal(201, await Grain("a").Add());
    }

    [Fact]
    public async Task Call_WhenAnotherWaits_WaitsForItsEnd()
    {
        var first = Grain("a").Enter("one");
        await Probe.Saw("begin one");
        var second = Grain("a").Enter("two");
        Probe.Open("two");
        Assert.Equal("here", await Grain("a").Status());
        Assert.Equal(0, Probe.Count("begin two"));

        Probe.Open("one");
        await Task.WhenAll(first, second);
        Assert.Equal(["activate a", "begin one", "end one", "begin two", "end two"], Probe.Log);
    }

    [Fact]
    public async Task Call_WhenGrainsDiffer_RunSideBySide()
    {
        var first = Grain("a").Enter("one");
        var second = Grain("b").Enter("two");
        await Probe.Saw("begin one");
        await Probe.Saw("begin two");
        Probe.Open("one");
        Probe.Open("two");
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task AlwaysInterleave_WhenACallWaits_RunsBesideIt()
    {
        var blocked = Grain("a").Enter("one");
        await Probe.Saw("begin one");

        Assert.Equal("here", await Grain("a").Status());

        Probe.Open("one");
        await blocked;
    }

    [Fact]
    public async Task Call_WhenAnInterleavingCallWaits_RunsBesideIt()
    {
        var status = Grain("a").Status("one");
        await Probe.Saw("begin one");

        Assert.Equal("a", await Grain("a").Key());

        Probe.Open("one");
        Assert.Equal("here", await status);
    }

    [Fact]
    public async Task ReadOnly_WhenOthersRead_RunsBesideThem()
    {
        var first = Grain("a").Look("one");
        var second = Grain("a").Look("two");
        await Probe.Saw("begin one");
        await Probe.Saw("begin two");
        Probe.Open("two");
        await second;
        Probe.Open("one");
        await first;
    }

    [Fact]
    public async Task ReadOnly_WhenAWriterRuns_TakesItsTurn()
    {
        var writer = Grain("a").Enter("one");
        await Probe.Saw("begin one");
        var reader = Grain("a").Look("two");
        Probe.Open("two");
        await Grain("a").Status();
        Assert.Equal(0, Probe.Count("begin two"));

        Probe.Open("one");
        await Task.WhenAll(writer, reader);
        Assert.Equal(["begin one", "end one", "begin two", "end two"], Probe.Log.Skip(1));
    }

    [Fact]
    public async Task Call_WhenAReaderRuns_TakesItsTurn()
    {
        var reader = Grain("a").Look("one");
        await Probe.Saw("begin one");
        var writer = Grain("a").Enter("two");
        Probe.Open("two");
        await Grain("a").Status();
        Assert.Equal(0, Probe.Count("begin two"));

        Probe.Open("one");
        await Task.WhenAll(reader, writer);
        Assert.Equal(["begin one", "end one", "begin two", "end two"], Probe.Log.Skip(1));
    }

    [Fact]
    public async Task Await_WhenWorkRanElsewhere_ComesBackToTheActivation() => Assert.True(await Grain("a").Stays());

    [Fact]
    public async Task OneWay_WhenTheGrainIsBusy_DoesNotKeepTheCaller()
    {
        var blocked = Grain("a").Enter("one");
        await Probe.Saw("begin one");

        await Grain("a").Tell("two");
        Assert.Equal(0, Probe.Count("begin two"));

        Probe.Open("one");
        Probe.Open("two");
        await blocked;
        await Probe.Saw("end two");
    }

    [Fact]
    public async Task AsReference_WhenAskedInside_IsTheGrainItself()
    {
        Assert.True(await Grain("a").IsMyself(Grain("a")));
        Assert.False(await Grain("a").IsMyself(Grain("b")));
    }

    [Fact]
    public async Task Call_WhenItCarriesAMessage_ReturnsItWhole()
    {
        var note = new Note("ü", [1.5, double.NaN], new Dictionary<string, int> { ["a"] = 1 }, NoteKind.Fancy);

        var echo = await Grain("a").Echo(note);

        Assert.Equal((note.Text, note.Kind), (echo.Text, echo.Kind));
        Assert.Equal(note.Numbers, echo.Numbers);
        Assert.Equal(note.Counts, echo.Counts);
    }

    [Fact]
    public async Task Call_WhenWorkOutsideTheActivationCallsBack_IsNoCycle()
    {
        var started = Grain("a").WorkOutside();
        Probe.Open("outside");

        Assert.Equal("started", await started);
        await Probe.Saw("outside a");
    }

    [Fact]
    public async Task Call_WhenMadeToItselfAfterTheCallEnded_IsNoCycle()
    {
        await Grain("a").CallBackLater("later");
        Probe.Open("later");

        await Probe.Saw("called back a");
    }

    [Fact]
    public async Task Call_WhenWhatComesBackInterleaves_IsAnswered() => Assert.Equal("here", await Grain("a").RelayStatus(["b", "c", "a"]));

    [Fact]
    public async Task Call_WhenTheGrainThrows_GivesTheCallerTheException()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await Grain("a").Fail("argument"));
        Assert.Equal("That is wrong.", error.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Grain("a").Fail("cancelled"));
        Assert.Equal(1, Probe.Count("activate a"));
        Assert.Equal("a", await Grain("a").Key());
    }
}
