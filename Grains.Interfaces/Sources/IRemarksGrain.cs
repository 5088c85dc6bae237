using LensGrains.Core.Ids;
using LensGrains.Core.Remarks;

namespace LensGrains.Grains.Interfaces.Sources;

/// <summary>The grades, flags and comments on the sources of one campaign. Its journal is the truth about them. Key: the campaign's id.</summary>
[Alias("lensgrains.remarks")]
public interface IRemarksGrain : IGrainWithStringKey
{
    /// <summary>Adds a remark; durable before the task completes. The same operation has the same answer.</summary>
    [Alias("add")]
    Task<RemarkAnswer> Add(RemarkOn remark, CancellationToken cancellationToken = default);

    /// <summary>What was noted about a source.</summary>
    [Alias("of")]
    Task<SourceRemarks> Of(Ordinal source, CancellationToken cancellationToken = default);
}
