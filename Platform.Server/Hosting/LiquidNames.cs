using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;

namespace Platform.Server.Hosting;

/// <summary>A name a Liquid text asks for.</summary>
/// <param name="Written">As it stands in the text: <c>material.name</c>.</param>
/// <param name="Path">What it means: <c>materials[].name</c>.</param>
internal sealed record LiquidName(string Written, string Path);

/// <summary>Which names a Liquid text asks its surroundings for, in the order of the text; those it gives itself are left out or followed to what they stand for.</summary>
internal sealed partial class LiquidNames : AstVisitor
{
    private readonly Dictionary<string, string?> _own = new(StringComparer.Ordinal) { ["forloop"] = null, ["tablerowloop"] = null };
    private readonly List<LiquidName> _found = [];

    /// <summary>Nothing for a text that cannot be read.</summary>
    public static IReadOnlyList<LiquidName> In(string source)
    {
        if (!new FluidParser().TryParse(source, out var template, out _))
        {
            return [];
        }

        var names = new LiquidNames();
        names.VisitTemplate(template);
        return [.. names._found.Distinct()];
    }

    /// <summary>The line, from 1, in which a name is asked for first; null when it is nowhere.</summary>
    public static int? LineOf(string source, string written) =>
        Tags().Matches(source).SelectMany(t => Whole(written).Matches(t.Value).Select(m => t.Index + m.Index)).Cast<int?>().FirstOrDefault() is { } at ? source.AsSpan(0, at).Count('\n') + 1 : null;

    /// <summary>The text with another in place of every output of a name.</summary>
    public static string Replace(string source, string written, string with) =>
        Regex.Replace(source, @"\{\{-?\s*" + Regex.Escape(written) + @"(?![\w.\-\[])[^}]*\}\}", with.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.None, Longest);

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        Visit(forStatement.Source);
        var before = _own.GetValueOrDefault(forStatement.Identifier);
        var was = _own.ContainsKey(forStatement.Identifier);
        _own[forStatement.Identifier] = forStatement.Source is MemberExpression list && Meant(list) is { } path ? path + "[]" : null;
        foreach (var statement in forStatement.Statements)
        {
            Visit(statement);
        }

        if (was)
        {
            _own[forStatement.Identifier] = before;
        }
        else
        {
            _own.Remove(forStatement.Identifier);
        }

        if (forStatement.Else is { } otherwise)
        {
            Visit(otherwise);
        }

        return forStatement;
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        Visit(assignStatement.Value);
        _own[assignStatement.Identifier] = assignStatement.Value is MemberExpression same ? Meant(same) : null;
        return assignStatement;
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        foreach (var statement in captureStatement.Statements)
        {
            Visit(statement);
        }

        _own[captureStatement.Identifier] = null;
        return captureStatement;
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (Meant(memberExpression) is { } path)
        {
            _found.Add(new(string.Join('.', Named(memberExpression)), path));
        }

        return memberExpression;
    }

    /// <summary>Up to what is only known when it runs, such as <c>[index]</c>.</summary>
    private static IEnumerable<string> Named(MemberExpression member) => member.Segments.TakeWhile(s => s is IdentifierSegment).Cast<IdentifierSegment>().Select(s => s.Identifier);

    /// <summary>Null for what the text has from itself.</summary>
    private string? Meant(MemberExpression member)
    {
        var names = Named(member).ToList();
        return names.Count == 0 ? null
            : !_own.TryGetValue(names[0], out var stands) ? string.Join('.', names)
            : stands is null ? null
            : string.Join('.', names.Skip(1).Prepend(stands));
    }

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static Regex Whole(string written) => new(@"(?<![\w.\-])" + Regex.Escape(written) + @"(?![\w\-])", RegexOptions.None, Longest);

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex Tags();
}
