using Xunit.Abstractions;
using Xunit.Sdk;

namespace LensGrains.Tests;

/// <summary>What a class of tests needs of the machine; its tests are skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class RequirementAttribute : Attribute
{
    /// <summary>Why the tests cannot run here; null where they can.</summary>
    public abstract string? Obstacle { get; }
}

/// <summary>A fact of a suite that several providers derive; skipped where the deriving class's requirement is not met.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("LensGrains.Tests.ProviderFactDiscoverer", "LensGrains.Storage.Tests")]
public sealed class ProviderFactAttribute : FactAttribute;

/// <inheritdoc/>
public sealed class ProviderFactDiscoverer(IMessageSink sink) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact)
        => [new ProviderTestCase(sink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)];
}

/// <inheritdoc/>
public sealed class ProviderTestCase : XunitTestCase
{
    [Obsolete("Called by the deserializer only.", error: true)]
    public ProviderTestCase()
    {
    }

    public ProviderTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) => base.GetSkipReason(factAttribute)
        ?? TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes(inherit: true)
            .OfType<RequirementAttribute>().Select(requirement => requirement.Obstacle).FirstOrDefault(obstacle => obstacle is not null);
}
