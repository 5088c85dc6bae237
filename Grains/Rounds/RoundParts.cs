using LensGrains.Grains.Devices;

namespace LensGrains.Grains.Rounds;

/// <summary>What every round of a silo uses.</summary>
public sealed record RoundParts(RoundFreeze Freezing, RoundScoring Scoring, ICluster Cluster, RoundInstruments Instruments);
