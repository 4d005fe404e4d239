using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Platform.ArchitectureTests;

/// <summary>A type as compiled, with what its own code and that of the types inside it (lambdas, state machines) mention.</summary>
/// <param name="FullName">Of the outermost type.</param>
/// <param name="References">Full names of every type mentioned in bases, members, bodies and attributes.</param>
/// <param name="Calls">Members called, as <c>Namespace.Type.Member</c>.</param>
/// <param name="Strings">Literals loaded by the code.</param>
internal sealed record CodeType(string FullName, string Namespace, IReadOnlySet<string> References, IReadOnlySet<string> Calls, IReadOnlyList<string> Strings)
{
    public string Name => FullName[(FullName.LastIndexOf('.') + 1)..].Split('`')[0];
}

/// <summary>An assembly as compiled.</summary>
internal sealed record CodeAssembly(string Name, IReadOnlyList<string> AssemblyReferences, IReadOnlyList<CodeType> Types)
{
    public static CodeAssembly Of(System.Reflection.Assembly assembly) => Read(assembly.Location);

    public static CodeAssembly Read(string path)
    {
        using var definition = AssemblyDefinition.ReadAssembly(path);
        return new(
            definition.Name.Name,
            [.. definition.Modules.SelectMany(m => m.AssemblyReferences).Select(r => r.Name).Distinct().Order(StringComparer.Ordinal)],
            [.. definition.Modules.SelectMany(m => m.Types).Where(t => t.Name != "<Module>").Select(t => new TypeReader().Read(t))]);
    }

    /// <summary>The same assembly with only the types of this namespace and below.</summary>
    public CodeAssembly Within(string ns) =>
        this with { Types = [.. Types.Where(t => t.Namespace == ns || t.Namespace.StartsWith(ns + ".", StringComparison.Ordinal))] };
}

/// <summary>Collects everything one type mentions.</summary>
internal sealed class TypeReader
{
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private readonly List<string> _strings = [];

    public CodeType Read(TypeDefinition type)
    {
        Visit(type);
        _references.Remove(type.FullName);
        return new(type.FullName, type.Namespace, _references, _calls, _strings);
    }

    private void Visit(TypeDefinition type)
    {
        Mention(type.BaseType);
        Attributes(type);
        foreach (var contract in type.Interfaces)
        {
            Mention(contract.InterfaceType);
        }

        foreach (var parameter in type.GenericParameters.SelectMany(p => p.Constraints))
        {
            Mention(parameter.ConstraintType);
        }

        foreach (var field in type.Fields)
        {
            Mention(field.FieldType);
            Attributes(field);
        }

        foreach (var property in type.Properties)
        {
            Attributes(property);
        }

        foreach (var method in type.Methods)
        {
            Visit(method);
        }

        foreach (var nested in type.NestedTypes)
        {
            Visit(nested);
        }
    }

    private void Visit(MethodDefinition method)
    {
        Signature(method);
        Attributes(method);
        foreach (var parameter in method.Parameters)
        {
            Attributes(parameter);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (var variable in method.Body.Variables)
        {
            Mention(variable.VariableType);
        }

        foreach (var handler in method.Body.ExceptionHandlers)
        {
            Mention(handler.CatchType);
        }

        foreach (var instruction in method.Body.Instructions)
        {
            Visit(instruction);
        }
    }

    private void Visit(Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case string text:
                _strings.Add(text);
                break;
            case TypeReference type:
                Mention(type);
                break;
            case FieldReference field:
                Mention(field.DeclaringType);
                Mention(field.FieldType);
                break;
            case MethodReference method:
                Mention(method.DeclaringType);
                Signature(method);
                _calls.Add($"{method.DeclaringType.GetElementType().FullName}.{method.Name}");
                if (method is GenericInstanceMethod generic)
                {
                    foreach (var argument in generic.GenericArguments)
                    {
                        Mention(argument);
                    }
                }

                break;
        }
    }

    private void Signature(MethodReference method)
    {
        Mention(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            Mention(parameter.ParameterType);
        }
    }

    private void Attributes(ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Mention(attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments.Where(a => a.Value is TypeReference))
            {
                Mention((TypeReference)argument.Value);
            }
        }
    }

    private void Mention(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                {
                    Mention(argument);
                }

                Mention(generic.ElementType);
                return;
            case TypeSpecification specification:
                Mention(specification.ElementType);
                return;
        }

        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        _references.Add(type.FullName);
    }
}
