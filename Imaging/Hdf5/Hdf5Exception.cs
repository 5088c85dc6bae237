namespace LensGrains.Imaging.Hdf5;

/// <summary>An HDF5 file that cannot be read as was asked, with a stable code for reports.</summary>
public sealed class Hdf5Exception : IOException
{
    /// <summary>libhdf5 is not installed.</summary>
    public const string NoLibrary = "no-libhdf5";

    /// <summary>There is no such file.</summary>
    public const string NotFound = "not-found";

    /// <summary>The file is no HDF5, or ends before its data.</summary>
    public const string DoesNotOpen = "hdf5-file";

    /// <summary>There is no array of that name.</summary>
    public const string NoSuchArray = "hdf5-no-such-array";

    /// <summary>An array has other axes, or another length, than was expected.</summary>
    public const string WrongShape = "hdf5-shape";

    /// <summary>An array's elements are of another type than was expected.</summary>
    public const string WrongType = "hdf5-type";

    /// <summary>The elements do not read: a broken chunk, or a compression that the library does not have.</summary>
    public const string DoesNotRead = "hdf5-read";

    /// <summary>Data in other files, which a file from elsewhere must not name.</summary>
    public const string Elsewhere = "hdf5-external";

    /// <summary>A refusal with its code and reason.</summary>
    public Hdf5Exception(string code, string reason)
        : base(reason)
        => Code = code;

    /// <summary>A refusal with its code, its reason and what raised it.</summary>
    public Hdf5Exception(string code, string reason, Exception inner)
        : base(reason, inner)
        => Code = code;

    /// <summary>One of the constants of this class.</summary>
    public string Code { get; }
}
