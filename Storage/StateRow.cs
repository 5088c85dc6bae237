namespace LensGrains.Storage;

/// <summary>A stored grain state, as a listing of all of them gives it.</summary>
public readonly record struct StateRow(string Kind, string Key, byte[] Body);
