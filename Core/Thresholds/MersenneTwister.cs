namespace LensGrains.Core.Thresholds;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998, ACM TOMACS 8, 3), with the conventions of numpy's <c>RandomState</c>, so that draws
/// equal those of a reference that was seeded alike.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++)
        {
            _state[i] = (1812433253U * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
        }
    }

    /// <summary>A whole number in [0, <paramref name="count"/>): masked draws until one fits.</summary>
    public int Below(int count)
    {
        if (count <= 1)
        {
            return 0;
        }

        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount((uint)(count - 1));
        while (true)
        {
            var drawn = Bits() & mask;
            if (drawn < (uint)count)
            {
                return (int)drawn;
            }
        }
    }

    /// <summary>A number in [0, 1) with 53 bits, from two draws.</summary>
    public double Unit()
    {
        var (high, low) = (Bits() >> 5, Bits() >> 6);
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    private uint Bits()
    {
        if (_next == Size)
        {
            Refill();
        }

        var bits = _state[_next++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9D2C5680U;
        bits ^= (bits << 15) & 0xEFC60000U;
        return bits ^ (bits >> 18);
    }

    private void Refill()
    {
        for (var i = 0; i < Size; i++)
        {
            var bits = (_state[i] & 0x80000000U) | (_state[(i + 1) % Size] & 0x7FFFFFFFU);
            _state[i] = _state[(i + Shift) % Size] ^ (bits >> 1) ^ ((bits & 1) * 0x9908B0DFU);
        }

        _next = 0;
    }
}
