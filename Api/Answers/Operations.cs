namespace LensGrains.Api.Answers;

/// <summary>The client's names for operations.</summary>
internal static class Operations
{
    private const int Longest = 200;

    /// <summary>What is wrong with a required operation id, or null.</summary>
    public static Refusal? Check(string? operation) => string.IsNullOrWhiteSpace(operation)
        ? Problems.Invalid("operationId", "An operationId is required: any text of your own, new for every new operation.")
        : CheckOptional(operation);

    /// <summary>What is wrong with an operation id that may be left out, or null.</summary>
    public static Refusal? CheckOptional(string? operation) => operation is null or { Length: > 0 and <= Longest }
        ? null
        : Problems.Invalid("operationId", $"1 to {Longest} characters.");
}
