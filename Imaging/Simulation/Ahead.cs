namespace LensGrains.Imaging.Simulation;

/// <summary>Makes things on several threads, hands them out in order, and never holds more than a few that nobody has taken.</summary>
internal static class Ahead
{
    private const int PerThread = 8;

    /// <summary>What <paramref name="make"/> gives for 0, 1, ... up to <paramref name="count"/> - 1.</summary>
    public static IEnumerable<T> Of<T>(int count, int threads, Func<int, T> make)
    {
        threads = Math.Clamp(threads, 1, 512);
        return threads == 1 ? Enumerable.Range(0, count).Select(make) : OnThreads(count, threads, make);
    }

    private static IEnumerable<T> OnThreads<T>(int count, int threads, Func<int, T> make)
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler;
        var ahead = new Queue<Task<T>>();
        for (var next = 0; next < count || ahead.Count > 0;)
        {
            for (; next < count && ahead.Count < threads * PerThread; next++)
            {
                var index = next;
                ahead.Enqueue(Task.Factory.StartNew(() => make(index), CancellationToken.None, TaskCreationOptions.None, scheduler));
            }

            yield return ahead.Dequeue().GetAwaiter().GetResult();
        }
    }
}
