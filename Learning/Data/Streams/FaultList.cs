namespace LensGrains.Learning.Data.Streams;

/// <summary>Faults as they are met: the first ones whole, all of them counted by code.</summary>
public sealed class FaultList
{
    private readonly FaultPolicy _policy;
    private readonly int _listed;
    private readonly List<DataFault> _faults = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    internal FaultList(FaultPolicy policy, int listed) => (_policy, _listed) = (policy, listed);

    /// <summary>The first faults.</summary>
    public IReadOnlyList<DataFault> Listed => _faults;

    /// <summary>How many faults there were, by code.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>How many faults there were.</summary>
    public long Count => _counts.Values.Sum();

    /// <exception cref="DataFaultException">Faults end the stream.</exception>
    internal void Note(DataFault fault)
    {
        _counts[fault.Code] = _counts.GetValueOrDefault(fault.Code) + 1;
        if (_faults.Count < _listed)
        {
            _faults.Add(fault);
        }

        if (_policy == FaultPolicy.Stop)
        {
            throw new DataFaultException(fault);
        }
    }
}
