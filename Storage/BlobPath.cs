namespace LensGrains.Storage;

/// <summary>The rule that keeps blob paths inside the store's folder.</summary>
internal static class BlobPath
{
    /// <summary>The file of <paramref name="path"/> under <paramref name="root"/>.</summary>
    public static string Resolve(string root, string path)
    {
        Check(path);
        return Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));
    }

    /// <summary>
    /// Refuses empty or absolute paths, backslashes, control characters, and segments that are empty or start with a dot (which also
    /// hides the store's own folders).
    /// </summary>
    public static void Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Any(c => c == '\\' || c == ':' || char.IsControl(c)) || path.Split('/').Any(s => s.Length == 0 || s[0] == '.'))
        {
            throw new ArgumentException("A blob's path is made of names with slashes between, none of which starts with a dot.", nameof(path));
        }
    }
}
