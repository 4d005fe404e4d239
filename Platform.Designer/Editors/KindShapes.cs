using Platform.Designer.Editors.Shapes;
using Platform.Model.Bundles;
using Platform.Model.Clocks;
using Platform.Model.Connectors;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Notifications;
using Platform.Model.Sites;

namespace Platform.Designer.Editors;

/// <summary>Which record each kind of definition is.</summary>
public static class KindShapes
{
    /// <summary>Null for a kind that is no record of named facts, such as a flow.</summary>
    public static RecordShape? Find(DefinitionKind kind) => TypeOf(kind) is { } type ? RecordShape.Of(type) : null;

    private static Type? TypeOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Item => typeof(ServiceItem),
        DefinitionKind.Form => typeof(Form),
        DefinitionKind.DocumentTemplate => typeof(DocumentTemplate),
        DefinitionKind.CodeTable => typeof(CodeTable),
        DefinitionKind.Calendar => typeof(WorkCalendarDefinition),
        DefinitionKind.MessageTemplate => typeof(MessageTemplate),
        DefinitionKind.Site => typeof(SiteSettings),
        DefinitionKind.Bundle => typeof(Bundle),
        DefinitionKind.DecisionTable => typeof(DecisionTable),
        DefinitionKind.ConnectorBinding => typeof(ConnectorBinding),
        DefinitionKind.Question => typeof(Question),
        _ => null,
    };
}
