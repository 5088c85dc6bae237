namespace LensGrains.Learning.Experiments;

/// <summary>An experiment that cannot be run as it is asked for; the message names the key, file or row and says why.</summary>
public sealed class ExperimentException(string message, Exception? cause = null) : Exception(message, cause);
