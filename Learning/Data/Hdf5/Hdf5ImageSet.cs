using System.Globalization;
using System.Runtime.CompilerServices;
using LensGrains.Imaging;
using LensGrains.Imaging.Hdf5;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Hdf5;

/// <summary>
/// A data set of images in one HDF5 file, read slab by slab. A slab is a whole number of the file's chunks where they fit into the memory
/// given, so that no chunk is unpacked twice.
/// </summary>
public sealed class Hdf5ImageSet : ISampleSource, IDisposable
{
    private readonly Hdf5File _file;
    private readonly Hdf5Array _images;
    private readonly Hdf5Array? _keys;
    private readonly double[]? _labels;
    private readonly Dictionary<string, double[]> _columns = [];
    private readonly string[] _bands;
    private readonly string _pixelScale;
    private readonly long _slabRows;

    private Hdf5ImageSet(Hdf5File file, Hdf5Array images, Hdf5Layout layout)
    {
        (_file, _images) = (file, images);
        Shape = Hdf5ImageShape.Of(images, layout.Axes);
        _pixelScale = layout.PixelScale;
        _bands = Names(layout.Bands, Shape.Bands);
        _keys = layout.Keys is { } keys ? OpenColumn(keys) : null;
        _labels = layout.Labels is { } labels ? ReadColumn(labels) : null;
        foreach (var column in layout.Columns.Where(file.Contains))
        {
            _columns[column] = ReadColumn(column);
        }

        _slabRows = SlabRows(layout.SlabBytes);
        var blocks = (Shape.Count + _slabRows - 1) / _slabRows;
        Blocks = [.. Enumerable.Range(0, checked((int)blocks)).Select(i => $"rows {i * _slabRows} to {Math.Min(Shape.Count, (i + 1) * _slabRows) - 1}")];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Blocks { get; }

    /// <summary>The images' axes.</summary>
    public Hdf5ImageShape Shape { get; }

    /// <summary>Labels [n] as float64, or null.</summary>
    public IReadOnlyList<double>? Labels => _labels;

    /// <summary>Columns [n] by name, as far as the file has them.</summary>
    public IReadOnlyDictionary<string, double[]> Columns => _columns;

    /// <summary>Opens a file. Labels and columns are read whole, images are not.</summary>
    /// <exception cref="Hdf5Exception">The file does not open, lacks an array, or an array has the wrong axes, length or type.</exception>
    public static Hdf5ImageSet Open(string path, Hdf5Layout layout)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layout.SlabBytes);
        var file = Hdf5File.Open(path);
        Hdf5Array? images = null;
        try
        {
            images = file.OpenArray(layout.Images);
            return images.Kind is Hdf5Kind.Integer or Hdf5Kind.Float
                ? new Hdf5ImageSet(file, images, layout)
                : throw new Hdf5Exception(Hdf5Exception.WrongType, $"'{layout.Images}' holds no numbers.");
        }
        catch
        {
            images?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads images as [rows, c, y, x].</summary>
    /// <exception cref="Hdf5Exception">The rows do not read.</exception>
    public float[] ReadImages(long firstRow, int rows)
    {
        var stored = new float[checked(rows * Shape.Elements)];
        _images.Read(firstRow, rows, stored.AsSpan());
        for (var row = 0; row < rows && Shape.IsBandsLast; row++)
        {
            var image = stored.AsSpan(row * Shape.Elements, Shape.Elements);
            Shape.Planes(image).CopyTo(image);
        }

        return stored;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredSample> ReadAsync(
        int block, int first, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var firstRow = (block * _slabRows) + first;
        var rows = (int)(Math.Min(Shape.Count, (block + 1) * _slabRows) - firstRow);
        if (rows <= 0)
        {
            yield break;
        }

        var (slab, keys) = await Task.Run(() => ReadSlab(block, firstRow, rows), cancellationToken);
        for (var row = 0; row < rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (at, key) = (firstRow + row, keys[row]);
            var stored = slab.AsSpan(row * Shape.Elements, Shape.Elements).ToArray();
            yield return new StoredSample(
                new SampleAddress(block, first + row), key, Shape.Elements * sizeof(float), () => SampleOutcome.Of(Sample(at, key, stored)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys?.Dispose();
        _images.Dispose();
        _file.Dispose();
    }

    private (float[] Slab, string[] Keys) ReadSlab(int block, long firstRow, int rows)
    {
        try
        {
            var slab = new float[checked(rows * Shape.Elements)];
            _images.Read(firstRow, rows, slab.AsSpan());
            return (slab, ReadKeys(firstRow, rows));
        }
        catch (Hdf5Exception broken)
        {
            throw new DataFaultException(new DataFault(Blocks[block], null, broken.Code, broken.Message), broken);
        }
    }

    private string[] ReadKeys(long firstRow, int rows)
    {
        if (_keys is null)
        {
            return [.. Enumerable.Range(0, rows).Select(row => (firstRow + row).ToString(CultureInfo.InvariantCulture))];
        }

        if (_keys.Kind == Hdf5Kind.Text)
        {
            return _keys.ReadTexts(firstRow, rows);
        }

        var numbers = new double[rows];
        _keys.Read(firstRow, rows, numbers.AsSpan());
        return Array.ConvertAll(numbers, number => number.ToString("F0", CultureInfo.InvariantCulture));
    }

    /// <summary>An image of the file under its header.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="planes">[c, y, x]; kept, not copied.</param>
    internal Cutout CutoutOf(long row, float[] planes)
    {
        var isByte = _images is { Kind: Hdf5Kind.Integer, ElementBytes: 1 };
        return new Cutout(_bands, Shape.Width, Shape.Height, planes)
        {
            IsDisplayEncoded = isByte,
            Units = isByte ? "srgb" : _images.Kind == Hdf5Kind.Integer ? "adu" : null,
            Header = new CutoutHeader { RaDeg = Known("ra", row), DecDeg = Known("dec", row), PixelScaleArcsec = Known(_pixelScale, row) },
        };
    }

    private ImageSample Sample(long row, string key, float[] stored) => new(key, CutoutOf(row, Shape.Planes(stored)))
    {
        Label = _labels?[row],
        Columns = _columns.ToDictionary(column => column.Key, column => column.Value[row], StringComparer.Ordinal),
    };

    private double? Known(string name, long row)
        => _columns.TryGetValue(name, out var values) && double.IsFinite(values[row]) ? values[row] : null;

    private Hdf5Array OpenColumn(string name)
    {
        var column = _file.OpenArray(name);
        if (column.Shape.Count == 0 || column.Rows != Shape.Count || column.RowElements != 1)
        {
            using (column)
            {
                throw new Hdf5Exception(
                    Hdf5Exception.WrongShape, $"'{name}' is [{string.Join(", ", column.Shape)}]; beside {Shape.Count} images it must be [{Shape.Count}].");
            }
        }

        return column;
    }

    private double[] ReadColumn(string name)
    {
        using var column = OpenColumn(name);
        var values = new double[column.Rows];
        column.Read(0, column.Rows, values.AsSpan());
        return values;
    }

    private long SlabRows(long bytes)
    {
        var rows = Math.Max(1, bytes / ((long)Shape.Elements * sizeof(float)));
        return rows >= _images.ChunkRows ? rows / _images.ChunkRows * _images.ChunkRows : rows;
    }

    private static string[] Names(IReadOnlyList<string> given, int bands)
        => given.Count == bands ? [.. given]
            : given.Count > 0 ? throw new Hdf5Exception(Hdf5Exception.WrongShape, $"{given.Count} bands are named and the images have {bands}.")
            : bands == 3 ? ["R", "G", "B"]
            : [.. Enumerable.Range(1, bands).Select(band => band.ToString(CultureInfo.InvariantCulture))];
}
