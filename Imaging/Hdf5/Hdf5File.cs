using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Hdf5;

/// <summary>An HDF5 file, read through libhdf5. Links to other files are not followed. Safe for many threads, one at a time.</summary>
public sealed unsafe class Hdf5File : IDisposable
{
    private readonly string _name;
    private long _file;

    private Hdf5File(string name, long file)
    {
        _name = name;
        _file = file;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="Hdf5Exception">It is absent, no HDF5, or truncated; or libhdf5 is not installed.</exception>
    public static Hdf5File Open(string path)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw new Hdf5Exception(Hdf5Exception.NotFound, $"There is no file {name}.");
        }

        using (Hdf5Lock.Enter())
        {
            return new Hdf5File(name, Hdf5Lock.Require(Hdf5Native.OpenFile(Path.GetFullPath(path), 0, 0), Hdf5Exception.DoesNotOpen, $"{name} does not open"));
        }
    }

    /// <summary>Names of what a group holds, in ordinal order.</summary>
    public IReadOnlyList<string> Names(string group = "/")
    {
        using (Hdf5Lock.Enter())
        {
            return [.. ReadNames(group).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>True where there is something of that name (slashes part groups).</summary>
    public bool Contains(string name)
    {
        using (Hdf5Lock.Enter())
        {
            return Exists(name);
        }
    }

    /// <summary>Opens an array; dispose of it before the file.</summary>
    /// <exception cref="Hdf5Exception">There is none of that name, or it lies in another file.</exception>
    public Hdf5Array OpenArray(string name)
    {
        using (Hdf5Lock.Enter())
        {
            if (!Exists(name))
            {
                throw new Hdf5Exception(
                    Hdf5Exception.NoSuchArray, $"{_name} has no array '{name}'; it has {string.Join(", ", ReadNames("/").Order(StringComparer.Ordinal).Take(12))}.");
            }

            var dataset = Hdf5Lock.Require(Hdf5Native.OpenDataset(_file, name, 0), Hdf5Exception.NoSuchArray, $"'{name}' of {_name} is no array");
            return Hdf5Array.Of(name, dataset);
        }
    }

    /// <summary>A text attribute of the file's root, or null.</summary>
    public string? TextAttribute(string name)
    {
        using (Hdf5Lock.Enter())
        {
            return Hdf5Attributes.Text(_file, name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (Hdf5Lock.Enter())
        {
            if (_file != 0)
            {
                Hdf5Native.CloseFile(_file);
                _file = 0;
            }
        }
    }

    private bool Exists(string name)
    {
        var path = "";
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path += "/" + part;
            if (Hdf5Native.LinkExists(_file, path, 0) <= 0)
            {
                Hdf5Native.ClearErrors(0);
                return false;
            }

            if (Hdf5Native.GetLinkInfo(_file, path, out var link, 0) >= 0 && link.Type == Hdf5Native.LinkExternal)
            {
                throw new Hdf5Exception(Hdf5Exception.Elsewhere, $"'{path}' of {_name} is a link to another file, which is not followed.");
            }
        }

        return path.Length > 0;
    }

    private List<string> ReadNames(string group)
    {
        var opened = Hdf5Lock.Require(Hdf5Native.OpenGroup(_file, group, 0), Hdf5Exception.NoSuchArray, $"{_name} has no group '{group}'");
        try
        {
            Hdf5Lock.Require(Hdf5Native.GetGroupInfo(opened, out var info), Hdf5Exception.DoesNotRead, $"the group '{group}' does not read");
            var names = new List<string>();
            for (var i = 0UL; i < info.Links; i++)
            {
                var length = Hdf5Lock.Require(
                    (long)Hdf5Native.GetLinkName(opened, ".", 0, 0, i, null, 0, 0), Hdf5Exception.DoesNotRead, $"the group '{group}' does not read");
                var bytes = new byte[checked((int)length + 1)];
                fixed (byte* text = bytes)
                {
                    Hdf5Native.GetLinkName(opened, ".", 0, 0, i, text, (nuint)bytes.Length, 0);
                    names.Add(Marshal.PtrToStringUTF8((nint)text) ?? "");
                }
            }

            return names;
        }
        finally
        {
            Hdf5Native.CloseGroup(opened);
        }
    }
}
