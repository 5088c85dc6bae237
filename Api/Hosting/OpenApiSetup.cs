using LensGrains.Api.Session;
using Microsoft.OpenApi;

namespace LensGrains.Api.Hosting;

/// <summary>The document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiSetup
{
    private const string BearerScheme = "bearer";
    private const string CookieScheme = "cookie";

    public static IServiceCollection AddLensOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "LensGrains",
                Version = SessionEndpoints.Version,
                Description = "Human-in-the-loop discovery of strong lenses. Errors are RFC 9457 problem details with a stable type; times are RFC 3339 UTC.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token; the token is the annotator." },
                [CookieScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = Auth.TokenAuthentication.CookieName,
                    Description = "The browser's cookie, from POST /api/v1/session.",
                },
            };
            document.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(CookieScheme, document)] = [] },
            ];
            return Task.CompletedTask;
        });
    });
}
