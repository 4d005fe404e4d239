namespace Platform.ArchitectureTests;

/// <summary>Who may know whom. Every rule answers with one sentence per violation; none means that it holds.</summary>
internal static class ArrowRules
{
    public const string Server = "Platform.Server";

    /// <summary>Parts of the server that every feature may use and that know none.</summary>
    public static readonly IReadOnlySet<string> Foundations = new HashSet<string>(StringComparer.Ordinal) { "Hosting", "Data" };

    /// <summary>An assembly refers to these of ours and to nothing else of ours.</summary>
    public static IEnumerable<string> KnowsOnly(CodeAssembly assembly, params string[] ours) =>
        assembly.AssemblyReferences
            .Where(r => r.StartsWith("Platform.", StringComparison.Ordinal) && !ours.Contains(r))
            .Select(r => $"{assembly.Name} refers to {r}.");

    /// <summary>An assembly uses the framework, these packages and nothing else.</summary>
    public static IEnumerable<string> UsesOnly(CodeAssembly assembly, params string[] packages)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return assembly.AssemblyReferences
            .Where(r => !packages.Contains(r) && !File.Exists(Path.Combine(framework, r + ".dll")))
            .Select(r => $"{assembly.Name} refers to {r}, which is not of the base class library.");
    }

    /// <summary>Features never name each other; the foundations name no feature.</summary>
    /// <param name="root">The namespace whose children are the features, e.g. Platform.Server.</param>
    public static IEnumerable<string> FeaturesAreStrangers(CodeAssembly assembly, string root) =>
        from type in assembly.Types
        let own = FeatureOf(type.FullName, root)
        where own is not null
        from target in type.References
        let other = FeatureOf(target, root)
        where other is not null && other != own && !Foundations.Contains(other)
        select $"{type.FullName} names {target}.";

    /// <summary>Beside the features themselves only the table of contents names them.</summary>
    public static IEnumerable<string> OnlyTheContentsNameFeatures(CodeAssembly assembly, string root, string contents) =>
        from type in assembly.Types
        where type.Namespace == root && type.Name != contents
        from target in type.References
        let other = FeatureOf(target, root)
        where other is not null && !Foundations.Contains(other)
        select $"{type.FullName} names {target}; only {contents} may.";

    /// <summary>The data layer stands below the hosting.</summary>
    public static IEnumerable<string> DataKnowsNoHosting(CodeAssembly assembly, string root) =>
        from type in assembly.Types
        where FeatureOf(type.FullName, root) == "Data"
        from target in type.References
        where FeatureOf(target, root) == "Hosting"
        select $"{type.FullName} names {target}.";

    /// <summary>The child namespace of the root a type lives in; null for types of the root itself and of others.</summary>
    public static string? FeatureOf(string fullName, string root)
    {
        if (!fullName.StartsWith(root + ".", StringComparison.Ordinal))
        {
            return null;
        }

        var rest = fullName[(root.Length + 1)..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : rest[..dot];
    }
}
