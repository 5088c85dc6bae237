namespace LensGrains.Learning.Data;

/// <summary>Square grids of cells, [row, column]; NaN: no value. All of it is the same for an image and its turned or mirrored copies.</summary>
internal static class CellGrid
{
    /// <summary>Where a cell goes under one of the eight symmetries of the square; 0 leaves it.</summary>
    public static int Turn(int cell, int side, int turn)
    {
        var (row, column) = (cell / side, cell % side);
        (row, column) = (turn & 4) == 0 ? (row, column) : (column, row);
        row = (turn & 1) == 0 ? row : side - 1 - row;
        column = (turn & 2) == 0 ? column : side - 1 - column;
        return (row * side) + column;
    }

    /// <summary>Means over equal cells of an image, pixels on a cell's rim by the share that lies inside; values that are not finite are left out.</summary>
    public static double[] Average(ReadOnlySpan<float> pixels, int width, int height, int side)
    {
        var sums = new double[side * side];
        var weights = new double[side * side];
        var columns = Shares(width, side);
        foreach (var (y, row, rowShare) in Shares(height, side))
        {
            foreach (var (x, column, columnShare) in columns)
            {
                var value = pixels[(y * width) + x];
                if (float.IsFinite(value))
                {
                    sums[(row * side) + column] += rowShare * columnShare * value;
                    weights[(row * side) + column] += rowShare * columnShare;
                }
            }
        }

        return sums.Select((sum, i) => weights[i] > 0 ? sum / weights[i] : double.NaN).ToArray();
    }

    /// <summary>Each cell minus the mean of its eight neighbours; NaN at the rim and beside a cell without value.</summary>
    public static double[] HighPass(double[] cells, int side)
    {
        var passed = Enumerable.Repeat(double.NaN, cells.Length).ToArray();
        for (var row = 1; row < side - 1; row++)
        {
            for (var column = 1; column < side - 1; column++)
            {
                var i = (row * side) + column;
                var around = cells[i - side - 1] + cells[i - side] + cells[i - side + 1] + cells[i - 1]
                    + cells[i + 1] + cells[i + side - 1] + cells[i + side] + cells[i + side + 1];
                passed[i] = cells[i] - (around / 8);
            }
        }

        return passed;
    }

    /// <summary>Sums over all eight symmetries, of one cell for each set of cells that they exchange.</summary>
    public static double[] Symmetric(double[] cells, int side)
    {
        var half = (side + 1) / 2;
        var sums = new List<double>();
        for (var row = 0; row < half; row++)
        {
            for (var column = row; column < half; column++)
            {
                var cell = (row * side) + column;
                sums.Add(Enumerable.Range(0, 8).Sum(turn => cells[Turn(cell, side, turn)]));
            }
        }

        return [.. sums];
    }

    private static List<(int Pixel, int Cell, double Share)> Shares(int pixels, int cells)
    {
        var shares = new List<(int, int, double)>();
        for (var cell = 0; cell < cells; cell++)
        {
            // Cell borders in units of 1 / cells of a pixel are whole numbers, so both ends of the image are cut alike.
            var (from, to) = (cell * pixels, (cell + 1) * pixels);
            for (var pixel = from / cells; pixel * cells < to; pixel++)
            {
                var share = Math.Min(to, (pixel + 1) * cells) - Math.Max(from, pixel * cells);
                shares.Add((pixel, cell, share / (double)cells));
            }
        }

        return shares;
    }
}
