namespace LensGrains.Learning.Data.Shards;

/// <summary>WebDataset's rule: files of one sample lie one after another and share everything before the first dot of their names.</summary>
internal static class ShardKey
{
    /// <summary>
    /// <c>a/b/0001.cls</c> → (<c>a/b/0001</c>, <c>cls</c>), <c>0001.g.fits</c> → (<c>0001</c>, <c>g.fits</c>); null for what belongs to no
    /// sample: names without an ending, hidden ones, and WebDataset's own <c>__…__</c>.
    /// </summary>
    public static (string Key, string Ending)? Of(string path)
    {
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        var name = path.LastIndexOf('/') + 1;
        var dot = path.IndexOf('.', name);
        if (dot <= name || dot == path.Length - 1 || (path.StartsWith("__", StringComparison.Ordinal) && path.EndsWith("__", StringComparison.Ordinal)))
        {
            return null;
        }

        return (path[..dot], path[(dot + 1)..].ToLowerInvariant());
    }
}
