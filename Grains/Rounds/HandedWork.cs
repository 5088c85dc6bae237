using LensGrains.Core.Devices;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Rounds;

/// <summary>One kind of a round's work: what each piece is, and how its grain is asked.</summary>
/// <param name="Ask">Starts a piece at a place, or says how far it is.</param>
/// <param name="GiveBack">Has a piece given back that has not begun.</param>
/// <param name="Cancel">Stops a piece.</param>
internal sealed record WorkCalls<TStatus>(Func<int, DevicePlace, Task<TStatus>> Ask, Func<int, Task> GiveBack, Func<int, Task> Cancel);

/// <summary>
/// Hands a round's pieces of work to devices as these get free, and asks after what is in hand. It is the memory of one activation: the
/// next one hands out again, and grains that have a job already say so.
/// </summary>
internal sealed class HandedWork<TStatus>(ICluster cluster, WorkCalls<TStatus> calls, TimeProvider clock)
    where TStatus : class, IWorkStatus
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private readonly Dictionary<int, Piece> _inHand = [];

    /// <summary>What is in hand, as last heard.</summary>
    public IEnumerable<TStatus> Statuses => _inHand.OrderBy(p => p.Key).Select(p => p.Value.Status).OfType<TStatus>();

    public bool Has(int work) => _inHand.ContainsKey(work);

    /// <summary>Hands out what it can and asks after what is in hand.</summary>
    /// <param name="open">Pieces that are not done, in the order in which they are wanted.</param>
    /// <param name="use">What the campaign asks of silos.</param>
    /// <param name="view">The cluster's devices.</param>
    /// <param name="devices">Those that may do this work.</param>
    /// <returns>The answers of this step, by piece.</returns>
    public async Task<IReadOnlyDictionary<int, TStatus>> StepAsync(
        IReadOnlyList<int> open, AcceleratorUse use, DeviceView view, IReadOnlyList<DeviceLoad> devices)
    {
        foreach (var done in _inHand.Keys.Except(open).ToArray())
        {
            _inHand.Remove(done);
        }

        var inHand = _inHand.Select(p => new WorkInHand(p.Key, p.Value.Place, p.Value.IsRunning)).ToArray();
        var decision = HandOut.Decide(open.Where(work => !_inHand.ContainsKey(work)), inHand, view.Silos, devices);
        Forget(decision.Lost);
        await Task.WhenAll(decision.TakeBack.Select(work => CallAsync(use, work, () => AnsweredAsync(calls.GiveBack(work)))));
        Forget(decision.TakeBack);
        foreach (var given in decision.Give)
        {
            _inHand[given.Work] = new Piece(given.Place, Status: null);
        }

        return await AskAsync(use);
    }

    /// <summary>
    /// Stops these pieces as far as their grains can be reached. One that is nowhere may come anywhere for that: where only a silo that is
    /// not there would do, the platform looks for one for a while before it gives up.
    /// </summary>
    public async Task CancelAsync(IEnumerable<int> works)
        => await Task.WhenAll(works.Select(work => CallAsync(AcceleratorUse.Prefer, work, () => AnsweredAsync(calls.Cancel(work)))));

    private async Task<IReadOnlyDictionary<int, TStatus>> AskAsync(AcceleratorUse use)
    {
        var asked = _inHand.ToArray();
        var answers = await Task.WhenAll(asked.Select(p => CallAsync(use, p.Key, () => calls.Ask(p.Key, p.Value.Place))));
        var heard = new Dictionary<int, TStatus>();
        foreach (var ((work, piece), answer) in asked.Zip(answers))
        {
            if (answer is null)
            {
                continue; // it may be at work all the same: its silo says so, or is lost
            }

            heard[work] = answer;
            _inHand[work] = new Piece(answer.Place ?? piece.Place, answer);
            if (answer.Phase is MemberPhase.Idle or MemberPhase.Cancelled)
            {
                _inHand.Remove(work); // no device has it
            }
        }

        return heard;
    }

    private void Forget(IEnumerable<int> works)
    {
        foreach (var work in works)
        {
            _inHand.Remove(work);
        }
    }

    private async Task<T?> CallAsync<T>(AcceleratorUse use, int work, Func<Task<T>> call)
        where T : class
    {
        var silo = _inHand.TryGetValue(work, out var piece) ? piece.Place.Silo : null;
        try
        {
            return await cluster.CallAsync(new PlacementWish(use, silo), call).WaitAsync(LongestWait, clock);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task<object> AnsweredAsync(Task call)
    {
        await call;
        return call;
    }

    private sealed record Piece(DevicePlace Place, TStatus? Status)
    {
        public bool IsRunning => Status is not { Phase: MemberPhase.Queued };
    }
}
