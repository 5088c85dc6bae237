namespace LensGrains.Grains.Members;

/// <summary>What a training gave, as it is written: the checkpoint's bytes and the report beside it.</summary>
internal sealed record LearnedMember(byte[] Checkpoint, MemberReport Report);
