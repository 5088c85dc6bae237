global using LabelOrigin = LensGrains.Core.Labeling.LabelOrigin;
