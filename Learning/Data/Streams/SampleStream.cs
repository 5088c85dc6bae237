using System.Runtime.CompilerServices;

namespace LensGrains.Learning.Data.Streams;

/// <summary>
/// A data set as a stream that is read epoch after epoch in bounded memory. The same seed gives the same order, whatever the machine and
/// however many samples are decoded ahead; a position taken between two samples goes on with the second. For one reader at a time.
/// </summary>
public sealed class SampleStream
{
    private readonly ISampleSource _source;
    private readonly StreamOptions _options;
    private readonly List<StoredSample> _buffer = [];
    private readonly Queue<(StoredSample Stored, Task<SampleOutcome> Decoded)> _drawn = [];
    private StreamPosition _start;
    private BlockReader? _reader;
    private long _bufferBytes;
    private long _draws;
    private long _given;

    /// <param name="source">The data set.</param>
    /// <param name="options">How it is streamed.</param>
    /// <param name="position">Where to begin; null: with the first epoch.</param>
    public SampleStream(ISampleSource source, StreamOptions options, StreamPosition? position = null)
    {
        options.Validate();
        (_source, _options, _start) = (source, options, position ?? StreamPosition.StartOf(0));
        Faults = new FaultList(options.Faults, options.ListedFaults);
    }

    /// <summary>The epoch that is read, or is next.</summary>
    public int Epoch => _start.Epoch;

    /// <summary>What could not be read since this stream was made.</summary>
    public FaultList Faults { get; }

    /// <summary>How far the stream is.</summary>
    public StreamPosition Position => _reader is null
        ? _start
        : new StreamPosition(
            Epoch, _given, _reader.Block, _reader.Sample, _draws, [.. _buffer.Select(stored => stored.Address)], [.. _drawn.Select(pair => pair.Stored.Address)]);

    /// <summary>What is left of the epoch. Whoever stops before its end goes on where it stopped with the next call.</summary>
    /// <exception cref="DataFaultException">A fault, where faults end the stream.</exception>
    public async IAsyncEnumerable<ImageSample> ReadEpochAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (hasBegun, isWhole) = (false, false);
        try
        {
            await BeginAsync(cancellationToken);
            hasBegun = true;
            while (await NextAsync(cancellationToken) is { } outcome)
            {
                if (outcome.Fault is { } fault)
                {
                    Faults.Note(fault);
                    continue;
                }

                _given++;
                yield return outcome.Sample!;
            }

            isWhole = true;
        }
        finally
        {
            _start = isWhole ? StreamPosition.StartOf(Epoch + 1) : hasBegun ? Position : _start;
            await EndAsync();
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _reader = new BlockReader(_source, _options, Faults, _start);
        (_draws, _given) = (_start.Draws, _start.Given);
        foreach (var stored in await _reader.FindAsync([.. _start.Drawn, .. _start.Waiting], cancellationToken))
        {
            if (_start.Drawn.Contains(stored.Address))
            {
                Decode(stored);
            }
            else
            {
                Add(stored);
            }
        }
    }

    private async Task EndAsync()
    {
        _buffer.Clear();
        _drawn.Clear();
        _bufferBytes = 0;
        if (_reader is { } reader)
        {
            _reader = null;
            await reader.DisposeAsync();
        }
    }

    private async Task<SampleOutcome?> NextAsync(CancellationToken cancellationToken)
    {
        while (_drawn.Count < _options.DecodeAhead)
        {
            await FillAsync(cancellationToken);
            if (_buffer.Count == 0)
            {
                break;
            }

            Decode(Draw());
        }

        return _drawn.TryPeek(out var next) ? await TakeAsync(next.Decoded) : null;
    }

    private async Task<SampleOutcome> TakeAsync(Task<SampleOutcome> decoded)
    {
        var outcome = await decoded;
        _drawn.Dequeue();
        return outcome;
    }

    private void Decode(StoredSample stored) => _drawn.Enqueue((stored, Task.Run(stored.Decode)));

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var wanted = _options.Order == SampleOrder.Shuffled ? _options.BufferSamples : 1;
        while (_buffer.Count < wanted && _bufferBytes < _options.BufferBytes && await _reader!.NextAsync(cancellationToken) is { } stored)
        {
            Add(stored);
        }
    }

    private void Add(StoredSample stored)
    {
        _buffer.Add(stored);
        _bufferBytes += stored.Bytes;
    }

    private StoredSample Draw()
    {
        var place = _options.Order == SampleOrder.Shuffled ? new Draws(_options.Seed, Epoch).Below(_buffer.Count, ++_draws) : 0;
        var stored = _buffer[place];
        _buffer[place] = _buffer[^1];
        _buffer.RemoveAt(_buffer.Count - 1);
        _bufferBytes -= stored.Bytes;
        return stored;
    }
}
