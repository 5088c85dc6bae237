namespace LensGrains.Learning.Data;

/// <summary>Disjoint sets with path halving and union by size (Tarjan and van Leeuwen 1984, J. ACM 31, 245).</summary>
internal sealed class UnionFind
{
    private readonly int[] _parent;
    private readonly int[] _size;

    public UnionFind(int count)
    {
        _parent = Enumerable.Range(0, count).ToArray();
        _size = Enumerable.Repeat(1, count).ToArray();
    }

    public int Find(int item)
    {
        while (_parent[item] != item)
        {
            item = _parent[item] = _parent[_parent[item]];
        }

        return item;
    }

    /// <summary>Joins two sets; false where they were one already.</summary>
    public bool Union(int one, int other)
    {
        var (a, b) = (Find(one), Find(other));
        if (a == b)
        {
            return false;
        }

        (a, b) = _size[a] >= _size[b] ? (a, b) : (b, a);
        _parent[b] = a;
        _size[a] += _size[b];
        return true;
    }
}
