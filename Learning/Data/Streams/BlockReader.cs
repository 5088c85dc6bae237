namespace LensGrains.Learning.Data.Streams;

/// <summary>Reads the blocks of one epoch one after another, as far as they are this worker's.</summary>
internal sealed class BlockReader : IAsyncDisposable
{
    private readonly ISampleSource _source;
    private readonly StreamOptions _options;
    private readonly FaultList _faults;
    private readonly int[] _order;
    private readonly bool _dealsSamples;
    private IAsyncEnumerator<StoredSample>? _open;

    public BlockReader(ISampleSource source, StreamOptions options, FaultList faults, StreamPosition position)
    {
        (_source, _options, _faults) = (source, options, faults);
        (Block, Sample) = (position.Block, position.Sample);
        var count = source.Blocks.Count;
        var all = options.Order == SampleOrder.Shuffled ? new Draws(options.Seed, position.Epoch).Permutation(count) : [.. Enumerable.Range(0, count)];
        _dealsSamples = count < options.Workers;
        _order = _dealsSamples ? all : [.. all.Where((_, place) => place % options.Workers == options.Worker)];
    }

    /// <summary>Place in the order of blocks from where reading goes on.</summary>
    public int Block { get; private set; }

    /// <summary>Number of the next sample in that block.</summary>
    public int Sample { get; private set; }

    /// <summary>The next sample of this worker, or null behind the last.</summary>
    public async Task<StoredSample?> NextAsync(CancellationToken cancellationToken)
    {
        while (Block < _order.Length)
        {
            if (await TryNextAsync(cancellationToken) is { } stored)
            {
                Sample = stored.Address.Sample + 1;
                if (!_dealsSamples || stored.Address.Sample % _options.Workers == _options.Worker)
                {
                    return stored;
                }
            }
            else
            {
                await CloseAsync();
                (Block, Sample) = (Block + 1, 0);
            }
        }

        return null;
    }

    /// <summary>Samples by their addresses, in that order; what does not read any more is a fault.</summary>
    public async Task<List<StoredSample>> FindAsync(IReadOnlyList<SampleAddress> wanted, CancellationToken cancellationToken)
    {
        var found = new Dictionary<SampleAddress, StoredSample>();
        foreach (var block in wanted.GroupBy(address => address.Block))
        {
            var numbers = block.Select(address => address.Sample).ToHashSet();
            await FindAsync(block.Key, numbers, found, cancellationToken);
        }

        return [.. wanted.Where(found.ContainsKey).Select(address => found[address])];
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task FindAsync(int block, HashSet<int> numbers, Dictionary<SampleAddress, StoredSample> found, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var stored in _source.ReadAsync(block, numbers.Min(), cancellationToken))
            {
                if (numbers.Remove(stored.Address.Sample))
                {
                    found[stored.Address] = stored;
                }

                if (numbers.Count == 0)
                {
                    return;
                }
            }
        }
        catch (DataFaultException broken)
        {
            _faults.Note(broken.Fault);
        }
    }

    private async Task<StoredSample?> TryNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            _open ??= _source.ReadAsync(_order[Block], Sample, cancellationToken).GetAsyncEnumerator(cancellationToken);
            return await _open.MoveNextAsync() ? _open.Current : null;
        }
        catch (DataFaultException broken)
        {
            _faults.Note(broken.Fault);
            return null;
        }
    }

    private async Task CloseAsync()
    {
        if (_open is { } open)
        {
            _open = null;
            await open.DisposeAsync();
        }
    }
}
