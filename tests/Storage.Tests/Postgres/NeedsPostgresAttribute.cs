namespace LensGrains.Tests;

/// <summary>Skipped where PostgreSQL is not installed.</summary>
internal sealed class NeedsPostgresAttribute : RequirementAttribute
{
    public override string? Obstacle => PostgresServer.Obstacle;
}
