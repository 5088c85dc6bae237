using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>Who is near the rows of a set on the sky, labelled or not; of neighbours nothing but their features and places is known.</summary>
/// <param name="Neighbours">For every row of the set, in its order.</param>
/// <param name="Features">[m, d] float32 of <see cref="FieldNeighbours.Keys"/> in their order, finite.</param>
public sealed record FieldSurroundings(FieldNeighbours Neighbours, ReadOnlyMemory<float> Features);
