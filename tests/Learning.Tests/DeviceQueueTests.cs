using LensGrains.Learning.Jobs;

namespace LensGrains.Learning.Tests;

public sealed class DeviceQueueTests
{
    private static readonly JobDescription Train = new(JobKind.Train, "member 1", "demo");

    private static readonly JobDescription Score = new(JobKind.Score, "shard 0", "demo");

    [Fact]
    public async Task Enqueue_ManyJobs_RunsOneAtATimeInOrder()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        var order = new List<int>();
        var running = 0;
        var jobs = Enumerable.Range(0, 40).Select(i => queue.Enqueue(i % 3 == 0 ? Train : Score, _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            order.Add(i);
            Interlocked.Decrement(ref running);
            return i;
        })).ToArray();

        Assert.Equal(Enumerable.Range(0, 40), await Task.WhenAll(jobs));
        Assert.Equal(Enumerable.Range(0, 40), order);
    }

    [Fact]
    public async Task Enqueue_OnLinux_RunsBehindTheThreadsThatAnswerRequests()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        var here = NicenessOfThisThread();

        var there = await queue.Enqueue(Train, _ => NicenessOfThisThread());

        Assert.Equal(Math.Min(19, here + 5), there);
    }

    [Fact]
    public async Task Enqueue_ByKind_KeepsToOneThreadEach()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        var jobs = Enumerable.Range(0, 12)
            .Select(i => queue.Enqueue(i % 2 == 0 ? Train : Score, _ => (i % 2, Thread: Environment.CurrentManagedThreadId)))
            .ToArray();

        var threads = (await Task.WhenAll(jobs)).Distinct().ToArray();

        Assert.Equal(2, threads.Length);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads.Select(t => t.Thread));
    }

    [Fact]
    public async Task Enqueue_WhenAJobThrows_TellsItsOwnerAndGoesOn()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        var broken = queue.Enqueue<int>(Train, _ => throw new InvalidOperationException("no such shard"));
        var next = queue.Enqueue(Train, _ => 5);

        Assert.Equal("no such shard", (await Assert.ThrowsAsync<InvalidOperationException>(() => broken)).Message);
        Assert.Equal(5, await next);
    }

    [Fact]
    public async Task Snapshot_ShowsWhatRunsAndWaits()
    {
        var time = new FixedTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        using var queue = new DeviceQueue(time);
        using var reported = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var first = queue.Enqueue(Train, job =>
        {
            job.Report(0.25, "epoch 10 of 40");
            reported.Release();
            go.Wait(CancellationToken.None);
            return 1;
        });
        var second = queue.Enqueue(Score, _ => 2);
        await reported.WaitAsync();

        var jobs = queue.Snapshot();

        Assert.Equal([JobState.Running, JobState.Queued], jobs.Select(job => job.State));
        Assert.Equal((0.25, "epoch 10 of 40", time.GetUtcNow()), (jobs[0].Progress, jobs[0].Stage, jobs[0].StartedAt!.Value));
        Assert.True(double.IsNaN(jobs[1].Progress) && jobs[1].StartedAt is null);
        go.Release();
        Assert.Equal((1, 2), (await first, await second));
        Assert.Empty(queue.Snapshot());
    }

    [Fact]
    public async Task Cancel_OfAWaitingJob_NeverRunsIt()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        using var go = new SemaphoreSlim(0);
        var first = queue.Enqueue(Train, _ => go.Wait(TimeSpan.FromSeconds(30)));
        var ran = false;
        var second = queue.Enqueue(Train, _ => ran = true);

        Assert.True(queue.Cancel(queue.Snapshot()[^1].Id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        go.Release();
        Assert.True(await first);
        Assert.False(ran);
        Assert.False(queue.Cancel(12345));
    }

    [Fact]
    public async Task Enqueue_WhenTheCallerCancelsWhileItWaits_LeavesTheQueueAtOnce()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        using var callers = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var running = queue.Enqueue(new JobDescription(JobKind.Train, "first", "c"), job =>
        {
            begun.SetResult();
            return job.CancellationToken.WaitHandle.WaitOne();
        });
        var waiting = queue.Enqueue(new JobDescription(JobKind.Score, "second", "c"), _ => 1, callers.Token);

        await begun.Task;
        await callers.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(["first"], queue.Snapshot().Select(j => j.Description.Title));
        Assert.False(running.IsCompleted);
        Assert.True(queue.Cancel(queue.Snapshot()[0].Id));
        Assert.True(await running);
    }

    [Fact]
    public async Task Cancel_OfARunningJob_SetsItsToken()
    {
        using var queue = new DeviceQueue(TimeProvider.System);
        using var started = new SemaphoreSlim(0);
        var job = queue.Enqueue(Train, context =>
        {
            started.Release();
            context.CancellationToken.WaitHandle.WaitOne();
            context.CancellationToken.ThrowIfCancellationRequested();
            return 1;
        });
        await started.WaitAsync();

        Assert.True(queue.Cancel(queue.Snapshot()[0].Id));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        Assert.True(job.IsCanceled);
    }

    [Fact]
    public async Task Dispose_EndsWaitingJobsAndRefusesNewOnes()
    {
        var queue = new DeviceQueue(TimeProvider.System);
        using var started = new SemaphoreSlim(0);
        var running = queue.Enqueue(Train, context =>
        {
            started.Release();
            context.CancellationToken.WaitHandle.WaitOne();
            context.CancellationToken.ThrowIfCancellationRequested();
            return 1;
        });
        var waiting = queue.Enqueue(Score, _ => 2);
        await started.WaitAsync();

        queue.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Throws<ObjectDisposedException>(() => { _ = queue.Enqueue(Train, _ => 3); });
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    // Field 19 of stat, the 17th behind the name in brackets.
    private static int NicenessOfThisThread()
        => int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
}
