namespace LensGrains.Storage;

/// <summary>A database is not laid out as this program needs it; the message says what an operator does about it.</summary>
public sealed class StorageLayoutException(string message) : Exception(message);
