using LensGrains.Core.Sky;
using LensGrains.Learning.Data;

namespace LensGrains.Learning.Tests;

public sealed class ObjectGroupsTests
{
    private static readonly GroupingOptions Options = new();
    private static readonly Lazy<(List<ObjectKeys> Rows, List<(int One, int Other)> Pairs, ObjectGroups Groups)> Plant = new(() =>
    {
        var rows = Planted(out var pairs);
        return (rows, pairs, ObjectGroups.Of(rows, Options));
    });

    [Fact]
    public void Of_PlantedDuplicates_NeverStraddleASplit()
    {
        var (rows, pairs, groups) = Plant.Value;
        var ids = rows.Select(row => row.Id).ToArray();
        var classes = Enumerable.Range(0, rows.Count).Select(i => i % 40 % 3 == 0 ? 1 : 0).ToArray();

        foreach (var seed in Enumerable.Range(0, 20))
        {
            var split = GroupedFolds.Split(ids, groups.GroupOf, classes, [0.7, 0.15, 0.15], seed);
            var folds = GroupedFolds.Of(ids, groups.GroupOf, classes, 5, seed);

            Assert.All(pairs, pair => Assert.Equal(split.PartOf[pair.One], split.PartOf[pair.Other]));
            Assert.All(pairs, pair => Assert.Equal(folds.PartOf[pair.One], folds.PartOf[pair.Other]));
            Assert.Empty(GroupedFolds.Leaks(groups.GroupOf, split.PartOf));
        }

        // The plant is not vacuous: without groups some duplicates do straddle.
        var alone = GroupedFolds.Split(ids, [.. Enumerable.Range(0, rows.Count)], classes, [0.7, 0.15, 0.15], seed: 1);
        Assert.NotEmpty(GroupedFolds.Leaks(groups.GroupOf, alone.PartOf));
    }

    [Fact]
    public void Of_PlantedDuplicates_JoinsThoseAndNothingElse()
    {
        var (rows, pairs, groups) = Plant.Value;

        Assert.Equal(rows.Count - pairs.Count, groups.Count);
        Assert.Equal(2, groups.LargestGroup);
        Assert.Equal((10, 10, 10, 10), (groups.JoinedByPosition, groups.JoinedByContent, groups.JoinedByPicture, groups.JoinedBySeed));
    }

    [Fact]
    public void Of_KeysThatChain_JoinsThemAll()
    {
        ObjectKeys[] rows =
        [
            new("a") { Position = new SkyPosition(10, 0) },
            new("b") { Position = new SkyPosition(10 + (2 / 3600.0), 0), ContentHash = "x" },
            new("c") { Position = new SkyPosition(10 + (4 / 3600.0), 0) },
            new("d") { ContentHash = "x", SimulationSeed = "7" },
            new("e") { SimulationSeed = "7" },
            new("f"),
        ];

        Assert.Equal([0, 0, 0, 0, 0, 1], ObjectGroups.Of(rows, Options).GroupOf);
    }

    [Fact]
    public void Of_PositionsAcrossTheMeridianAndAtThePole_AreNear()
    {
        ObjectKeys[] rows =
        [
            new("a") { Position = new SkyPosition(359.9999, 0) }, new("b") { Position = new SkyPosition(0.0001, 0) },
            new("c") { Position = new SkyPosition(0, 89.9999) }, new("d") { Position = new SkyPosition(180, 89.9999) },
        ];

        Assert.Equal([0, 0, 1, 1], ObjectGroups.Of(rows, Options).GroupOf);
    }

    [Fact]
    public void Of_AnIdTwice_Refuses()
        => Assert.Throws<ArgumentException>(() => ObjectGroups.Of([new("a"), new("a")], Options));

    [Fact]
    public void ContentHash_TellsPixelsAndShapes()
    {
        float[] pixels = [1, 2, 3, 4, 5, 6];

        Assert.Equal(ObjectGroups.ContentHash(pixels, 3, 2), ObjectGroups.ContentHash(pixels.ToArray(), 3, 2));
        Assert.NotEqual(ObjectGroups.ContentHash(pixels, 3, 2), ObjectGroups.ContentHash(pixels, 2, 3));
        Assert.NotEqual(ObjectGroups.ContentHash(pixels, 3, 2), ObjectGroups.ContentHash([1, 2, 3, 4, 5, 7], 3, 2));
    }

    // 200 sources and 40 duplicates: ten by place, ten by pixels, ten by seed, ten turned, mirrored and with noise added.
    private static List<ObjectKeys> Planted(out List<(int One, int Other)> pairs)
    {
        var random = new Random(9);
        var pictures = Picture.Draw(200, seed: 21);
        var rows = pictures.Select((picture, i) => new ObjectKeys($"source {i:000}")
        {
            Position = new SkyPosition(i, (i % 90) - 45),
            ContentHash = ObjectGroups.ContentHash(picture.Pixels, picture.Side, picture.Side),
            Perceptual = picture.Hash(),
            SimulationSeed = $"21:{i}",
        }).ToList();
        pairs = [];
        for (var i = 0; i < 40; i++)
        {
            pairs.Add((i, rows.Count));
            var copy = pictures[i].Turned(random.Next(8)).Noisier(0.7, random);
            rows.Add((i / 10) switch
            {
                0 => new ObjectKeys($"copy {i}") { Position = new SkyPosition(i + (1 / 3600.0), (i % 90) - 45) },
                1 => new ObjectKeys($"copy {i}") { ContentHash = rows[i].ContentHash },
                2 => new ObjectKeys($"copy {i}") { SimulationSeed = rows[i].SimulationSeed },
                _ => new ObjectKeys($"copy {i}") { Perceptual = copy.Hash(), Position = new SkyPosition(i, 80) },
            });
        }

        return rows;
    }
}
