using LensGrains.Core.Labeling;

namespace LensGrains.Core.Remarks;

/// <summary>What a remark may say.</summary>
internal static class RemarkRules
{
    private const int LongestGrade = 16;
    private const int LongestFlag = 40;
    private const int LongestComment = 2_000;

    /// <summary>Between flags in tables, so no flag contains it.</summary>
    private const char FlagSeparator = ';';

    /// <summary>What is wrong with a remark, field by field; empty where nothing is.</summary>
    public static IReadOnlyList<FieldProblem> Check(Remark remark)
    {
        var problems = new List<FieldProblem>();
        void Require(bool holds, string field, string message)
        {
            if (!holds)
            {
                problems.Add(new FieldProblem(field, message));
            }
        }

        Require(
            remark is not { Grade: null, Flag: null, Unflag: null, Comment: null }, "grade", "Give a grade, a flag, an unflag or a comment.");
        Require(remark.Grade is null || IsWord(remark.Grade, LongestGrade), "grade", $"1 to {LongestGrade} characters, without ';'.");
        Require(remark.Flag is null || IsWord(remark.Flag, LongestFlag), "flag", $"1 to {LongestFlag} characters, without ';'.");
        Require(remark.Unflag is null || IsWord(remark.Unflag, LongestFlag), "unflag", $"1 to {LongestFlag} characters, without ';'.");
        Require(remark.Unflag is null || remark.Unflag != remark.Flag, "unflag", "A flag is put on or taken off, not both.");
        Require(
            remark.Comment is null || (remark.Comment.Length <= LongestComment && !string.IsNullOrWhiteSpace(remark.Comment)),
            "comment",
            $"1 to {LongestComment} characters.");
        return problems;
    }

    private static bool IsWord(string text, int longest)
        => text.Length > 0 && text.Length <= longest && text.Trim().Length == text.Length
           && !text.Any(c => c == FlagSeparator || char.IsControl(c));
}
