namespace LensGrains.Imaging;

/// <summary>A separable Gaussian blur; the edge is repeated.</summary>
internal static class Gaussian
{
    public static float[] Blur(float[] image, int size, float sigma)
    {
        var radius = (int)MathF.Ceiling(2.5f * sigma);
        var kernel = Enumerable.Range(-radius, (2 * radius) + 1).Select(x => MathF.Exp(-x * x / (2 * sigma * sigma))).ToArray();
        var sum = kernel.Sum();
        kernel = Array.ConvertAll(kernel, weight => weight / sum);
        return Pass(Pass(image, size, kernel, radius, 1, size), size, kernel, radius, size, 1);
    }

    private static float[] Pass(float[] image, int size, float[] kernel, int radius, int step, int stride)
    {
        var result = new float[image.Length];
        for (var line = 0; line < size; line++)
        {
            for (var at = 0; at < size; at++)
            {
                var value = 0f;
                for (var k = -radius; k <= radius; k++)
                {
                    value += kernel[k + radius] * image[(line * stride) + (Math.Clamp(at + k, 0, size - 1) * step)];
                }

                result[(line * stride) + (at * step)] = value;
            }
        }

        return result;
    }
}
